import type { Claim, StorageClass } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { bindingNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { formatSide, sideOfClaim, sideOfNode } from '../model/side.ts';
import { writeHome } from '../model/write-home.ts';
import { ensureRealClaim } from './ensure-real-claim.ts';
import { ensureVirtualVolume } from './ensure-virtual-volume.ts';
import { isBound, locateRealClaim, type RealClaim } from './real-claim.ts';
import { removeUnusedClaim } from './remove-unused-claim.ts';
import { giveBackSelection, selectedNodeOf } from './selection.ts';
import { refuseUnsupported } from './unsupported.ts';

/**
 * Gives an unbound claim its real claim where its first pod shall run and, once that is bound, its virtual volume, which Kubernetes then binds.
 * Safe to repeat after a crash at any point: names are fixed, and the claim says where before anything is created there.
 */
export async function bindClaim(provisioner: Provisioner, claim: Claim, virtual: StorageClass): Promise<Answer> {
  const unsupported = refuseUnsupported(claim, virtual);
  if (unsupported !== undefined) return unsupported;
  const noted = sideOfClaim(claim, undefined);
  const standing = noted && (await locateRealClaim(provisioner, claim, noted));
  const bound = standing === undefined || isAnswer(standing) ? undefined : boundOf(standing);
  // From here on the data decides, not the scheduler.
  if (noted !== undefined && bound !== undefined) return ensureVirtualVolume(provisioner, { claim, virtual, side: noted, ...bound });
  return bindWhereSelected(provisioner, { claim, virtual, noted, standing });
}

function boundOf(real: RealClaim): { readonly real: RealClaim; readonly object: Claim } | undefined {
  const { object } = real;
  return object !== undefined && isBound(object) ? { real, object } : undefined;
}

interface Unbound {
  readonly claim: Claim;
  readonly virtual: StorageClass;
  readonly noted: VolumeSide | undefined;
  readonly standing: RealClaim | Answer | undefined;
}

async function bindWhereSelected(provisioner: Provisioner, { claim, virtual, noted, standing }: Unbound): Promise<Answer> {
  const chosen = await chooseSide(provisioner, claim);
  if (isAnswer(chosen)) return chosen;
  const there = noted !== undefined && formatSide(noted) === formatSide(chosen) ? standing : undefined;
  if (there === undefined) return moveSide(provisioner, claim, { standing, chosen });
  return isAnswer(there) ? there : ensureRealClaim(provisioner, { claim, virtual, side: chosen, real: there });
}

async function chooseSide(provisioner: Provisioner, claim: Claim): Promise<VolumeSide | Answer> {
  const name = selectedNodeOf(claim);
  // Kubernetes asks the provisioner by an annotation, right after the selection: until then it is about to write the claim itself.
  const asked = claim.metadata.annotations?.[bindingNames.storageProvisioner] === provisioner.settings.provisioner;
  if (name === undefined || !asked)
    return { kind: 'in-background', reason: 'WaitForFirstConsumer', because: 'waiting for the first pod', quiet: true };
  const node = provisioner.view.nodes.get(name);
  const side = node && sideOfNode(node);
  if (side !== undefined) return side;
  const because =
    node === undefined ? `node ${name} does not exist any more` : `virtual node ${name} does not say which cluster it stands for`;
  return giveBackSelection(provisioner, claim, { reason: 'NodeGone', because });
}

/** Writes down where the real claim will be; one that was asked for elsewhere goes first, or it would be forgotten there. */
async function moveSide(
  provisioner: Provisioner,
  claim: Claim,
  { standing, chosen }: { standing: RealClaim | Answer | undefined; chosen: VolumeSide },
): Promise<Answer> {
  if (standing !== undefined) {
    if (isAnswer(standing)) return standing;
    const left = await removeUnusedClaim(standing, claim);
    if (left !== undefined) return left;
  }
  await writeHome(provisioner, claim, chosen);
  return { kind: 'in-background', reason: 'Provisioning', because: 'its home is noted', quiet: true };
}
