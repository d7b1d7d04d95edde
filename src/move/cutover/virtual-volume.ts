import { kinds, type Volume } from '../../kube/objects/kinds.ts';
import { ownAnnotations, patchOwned } from '../held/guarded-writes.ts';
import { noOwnAnnotations } from '../held/owner-of.ts';
import { liveClaimUid } from '../model/journal.ts';
import type { HeldVolume } from '../../volumes/home.ts';
import { policyBefore } from '../../volumes/names.ts';
import { readLiveClaim } from '../claim/live-claim.ts';
import type { Move } from '../model/move.ts';
import { findReserved, type Side } from './reservation.ts';
import { waitForDeletion } from '../held/wait-for-deletion.ts';
import { removeOnce } from '../held/waits.ts';

/** Keeps the virtual volume whatever happens to its claim: its provisioner deletes the real one on Released + Delete. */
export async function holdVirtualVolume(move: Move, held: HeldVolume): Promise<void> {
  const volume = await findHeld(move, held);
  if (volume !== undefined)
    await setPolicy(move, volume, { annotations: { ...ownAnnotations(move), [policyBefore]: held.policy }, policy: 'Retain' });
}

/** Gives it its policy back, or, where it has left Bound, takes the object away: on a Released volume `Delete` is an order. */
export async function releaseVirtualVolume(move: Move, held: HeldVolume): Promise<void> {
  const volume = await findHeld(move, held);
  if (volume === undefined) return;
  if (await isBoundToLiveClaim(move, volume)) await setPolicy(move, volume, { annotations: noOwnAnnotations, policy: held.policy });
  else for (const text of await removeVolume(move, volume)) move.emit({ type: 'warning', text });
}

export async function holdReserved(move: Move, side: Side): Promise<void> {
  const volume = await findReserved(move, side);
  const annotations = { ...ownAnnotations(move), [policyBefore]: move.journal.value.volume.policy };
  if (volume !== undefined) await setPolicy(move, volume, { annotations, policy: 'Retain' });
}

/** The volume of the cut becomes an ordinary one, with the policy that the claim's volume had before. */
export async function settleVirtualVolume(move: Move, side: Side): Promise<void> {
  // An answer that is older than the binding would leave our marks on it for ever: one that does not show it is asked for again.
  const volume = (await findBoundReserved(move, side)) ?? (await findBoundReserved(move, side));
  if (volume === undefined) return;
  await setPolicy(move, volume, { annotations: noOwnAnnotations, policy: move.journal.value.volume.policy });
}

async function findBoundReserved(move: Move, side: Side): Promise<Volume | undefined> {
  const volume = await findReserved(move, side);
  return volume !== undefined && (await isBoundToLiveClaim(move, volume)) ? volume : undefined;
}

/**
 * Removes the virtual volume that the claim had before the move; Released and retained, it stands for nothing any more. Resolves with what is
 * still there after a while and why, in words.
 */
export async function removeOldVirtualVolume(move: Move): Promise<readonly string[]> {
  const volume = await findHeld(move, move.journal.value.volume);
  return volume === undefined || isInUse(move, volume) ? [] : removeVolume(move, volume);
}

/** A volume whose claim is gone says Bound until a busy controller has seen that: left for that, it would stay held for ever. */
function isInUse({ journal: { value } }: Move, { spec, status }: Volume): boolean {
  const uid = spec?.claimRef?.uid;
  const isOfOldClaim = uid === value.claim.metadata.uid && uid !== liveClaimUid(value);
  return status?.phase === 'Bound' && !isOfOldClaim;
}

async function removeVolume(move: Move, object: Volume): Promise<readonly string[]> {
  await removeOnce(move, move.consumer, { kind: kinds.volume, object });
  return waitForDeletion(move, move.consumer, { kind: kinds.volume, object });
}

async function findHeld(move: Move, { name, uid }: HeldVolume): Promise<Volume | undefined> {
  const volume = await move.consumer.find(kinds.volume, { name });
  return volume?.metadata.uid === uid ? volume : undefined;
}

async function isBoundToLiveClaim(move: Move, { spec, status }: Volume): Promise<boolean> {
  const claim = await readLiveClaim(move);
  const uid = liveClaimUid(move.journal.value);
  return status?.phase === 'Bound' && spec?.claimRef?.uid === uid && claim.metadata.deletionTimestamp === undefined;
}

async function setPolicy(move: Move, object: Volume, { annotations, policy }: { annotations: object; policy: string }): Promise<void> {
  const patch = { metadata: { annotations }, spec: { persistentVolumeReclaimPolicy: policy } };
  await patchOwned(move, move.consumer, { kind: kinds.volume, object, patch });
}
