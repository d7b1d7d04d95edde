import { createOnce } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds, type StorageClass } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { bindingNames, storageNames } from '../../volumes/names.ts';
import { madeForAnnotations, renderLocalClaim, renderRemoteClaim } from '../../volumes/real-claim.ts';
import { ensureLocalClass } from '../classes/ensure-local-class.ts';
import type { Answer } from '../model/answer.ts';
import { copiedMetadata, noteCopied } from '../model/copied-metadata.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { chooseRemoteClass } from '../classes/choose-class.ts';
import { ensureFirstConsumer } from './first-consumer.ts';
import { isMadeFor, nameRealClaim, type RealClaim } from './real-claim.ts';
import { followSelection, selectedNodeOf } from './selection.ts';

interface Wanted {
  readonly claim: Claim;
  readonly virtual: StorageClass;
  readonly side: VolumeSide;
  readonly real: RealClaim;
}

/** Creates the real claim, and sees to what it waits for. Answers why it is not bound yet. */
export async function ensureRealClaim(provisioner: Provisioner, wanted: Wanted): Promise<Answer> {
  const { claim, side, real } = wanted;
  const { object } = real;
  if (object === undefined) return create(provisioner, wanted);
  if (!isMadeFor(object, claim)) {
    return { kind: 'blocked', reason: 'NameTaken', because: `there is another claim where its ${nameRealClaim(real)} should be` };
  }
  if (object.metadata.deletionTimestamp !== undefined) return waiting(`waiting for ${nameRealClaim(real)} to be gone`);
  if (side.side === 'remote') await ensureFirstConsumer(provisioner, real, object);
  const moved = side.side === 'local' ? await keepGoing(provisioner, wanted, object) : undefined;
  return moved ?? describePending(real, object);
}

/** Its class may have been taken for unused right before it was created. */
async function keepGoing(provisioner: Provisioner, { claim, virtual, real }: Wanted, object: Claim): Promise<Answer | undefined> {
  const chosen = await ensureLocalClass(provisioner, claim, virtual);
  return isAnswer(chosen) ? chosen : followSelection(provisioner, claim, { real, object });
}

function waiting(because: string): Answer {
  return { kind: 'in-background', reason: 'Provisioning', because };
}

/** The newest event of the real claim, in its own words: users cannot look into the storage namespace or the provider. */
function describePending(real: RealClaim, { metadata }: Claim): Answer {
  const told = real.told.newest(metadata.uid);
  const because = `waiting for ${nameRealClaim(real)} to be Bound${told === undefined ? '' : `: ${told.message}`}`;
  return told?.warning === true ? { kind: 'blocked', reason: told.reason, because } : waiting(because);
}

async function create(provisioner: Provisioner, wanted: Wanted): Promise<Answer> {
  const { real } = wanted;
  const rendered = await render(provisioner, wanted);
  if (isAnswer(rendered)) return rendered;
  // One that is there already is ours, not seen by the cache yet, or somebody else's: the next look tells.
  await createOnce(real.port, kinds.claim, rendered.object);
  return waiting(`waiting for ${nameRealClaim(real)} to be Bound`);
}

async function render(provisioner: Provisioner, { claim, virtual, side, real }: Wanted): Promise<{ readonly object: Claim } | Answer> {
  const { namespace = '', name, uid = '' } = claim.metadata;
  const { labels, annotations: copied } = copiedMetadata(claim);
  const annotations = { ...copied, ...noteCopied({ labels, annotations: copied }), ...madeForAnnotations(uid, { namespace, name }) };
  const { namespace: realNamespace, name: realName } = real.key;
  const where = { namespace: realNamespace, claim: realName };
  if (side.side === 'local') {
    const chosen = await ensureLocalClass(provisioner, claim, virtual);
    if (isAnswer(chosen)) return chosen;
    const node = selectedNodeOf(claim) ?? '';
    const selected = { [bindingNames.selectedNode]: node, [storageNames.requestedNode]: node };
    const marks = { labels, annotations: { ...annotations, ...selected } };
    return { object: renderLocalClaim(claim, { ...where, storageClass: chosen.name }, marks) };
  }
  const chosen = chooseRemoteClass(provisioner, { claim, virtual, provider: side.provider });
  if (isAnswer(chosen)) return chosen;
  const storageClass = chosen.name === undefined ? {} : { storageClass: chosen.name };
  return { object: renderRemoteClaim(claim, { ...where, ...storageClass }, { labels, annotations }) };
}
