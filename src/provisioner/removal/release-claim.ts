import { patchExactly } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import { isHeldByMove } from '../model/ownership.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { formatSide, sideOfClaim } from '../model/side.ts';
import { removeRealClaim } from './remove-real-claim.ts';

/** While pods use the claim this is on it (pvc-protection controller): until then its data is in use. */
const protection = 'kubernetes.io/pvc-protection';

/** Lets a deleted virtual claim go once its real claim is gone, or is kept by policy. */
export async function releaseClaim(provisioner: Provisioner, claim: Claim): Promise<Answer> {
  const { finalizers = [] } = claim.metadata;
  if (!finalizers.includes(storageNames.finalizer)) return { kind: 'not-mine' };
  if (finalizers.includes(protection)) return { kind: 'in-background', reason: 'InUse', because: 'pods still use the claim', quiet: true };
  // Not from the cache: a move sets Retain right before it deletes the claim, and the data depends on seeing that.
  const name = claim.spec?.volumeName;
  const volume = name === undefined ? undefined : await provisioner.consumer.find(kinds.volume, { name });
  const side = sideOfClaim(claim, volume);
  const left = side && (isKept(claim, volume) ? await keep(provisioner, { claim, volume, side }) : await discard(provisioner, claim, side));
  return left ?? letGo(provisioner, claim);
}

/** Only one that never was bound has no data; of a volume that is gone its owner has kept the data, for all that is known. */
function isKept({ spec }: Claim, volume: Volume | undefined): boolean {
  return spec?.volumeName !== undefined && volume?.spec?.persistentVolumeReclaimPolicy !== 'Delete';
}

async function discard(provisioner: Provisioner, claim: Claim, side: VolumeSide): Promise<Answer | undefined> {
  if (isHeldByMove(claim)) return { kind: 'in-background', reason: 'Moving', because: 'a move holds the claim', quiet: true };
  return removeRealClaim(provisioner, claim, side);
}

async function keep(
  { record }: Provisioner,
  { claim, volume, side }: { claim: Claim; volume: Volume | undefined; side: VolumeSide },
): Promise<undefined> {
  if (isHeldByMove(claim)) return;
  const name = claim.spec?.volumeName;
  const why = volume === undefined ? `its volume ${name} is gone` : `the policy of its volume ${name} is not Delete`;
  await record(claim, { type: 'Normal', reason: 'Retained', message: `${why}: its real claim and the data stay (${formatSide(side)})` });
}

async function letGo({ consumer }: Provisioner, claim: Claim): Promise<Answer> {
  const finalizers = claim.metadata.finalizers?.filter((finalizer) => finalizer !== storageNames.finalizer);
  await patchExactly(consumer, { kind: kinds.claim, object: claim }, { metadata: { finalizers } });
  return { kind: 'done' };
}
