import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { waitForObject } from '../../kube/client/wait.ts';
import { findClaim, readLiveClaim, refuseMounters } from '../claim/live-claim.ts';
import { pastGuard } from '../guard/past-guard.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { isOwned } from '../held/guarded-writes.ts';
import type { Journal } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { removeAndWait } from '../held/waits.ts';
import { createClaim } from './create-claim.ts';
import { lookBeforeDeletion } from './last-look.ts';
import {
  ensureReserved,
  forgetClaim,
  isMisbound,
  recordDeletion,
  recordSwap,
  removeReserved,
  reservedName,
  type Side,
  slotOf,
} from './reservation.ts';

/**
 * Exchanges the claim for one that is bound to the copy at `side`: a volume is reserved for it first, so that the new claim binds at once.
 * Safe to repeat: what was done is in the journal, what was about to be done is looked for.
 */
export async function swapClaim(move: Move, side: Side): Promise<void> {
  if (side === 'source') await settleForwardClaim(move);
  do {
    if (slotOf(move.journal.value, side).claimUid === undefined) await exchangeClaim(move, side);
  } while (!(await waitUntilBound(move, side)));
}

async function exchangeClaim(move: Move, side: Side): Promise<void> {
  await ensureReserved(move, side);
  await removeClaim(move, side);
  if (side === 'source') await removeForwardReserved(move);
  const claim = await createClaim(move, side);
  await recordSwap(move, side, { claimUid: uidOf(claim) });
}

/** Reserved by the same name, it would be bound just as well as the one for the way back; a claim of ours that was goes with it. */
async function removeForwardReserved(move: Move): Promise<void> {
  const found = await findClaim(move);
  if (found !== undefined && isOwned(found, move) && isMisbound(found, move)) {
    await refuseMounters(move);
    await pastGuard(move, () => removeAndWait(move, move.consumer, { kind: kinds.claim, object: found }));
  }
  await removeReserved(move, 'target');
}

/** The last look before the cut, then the deletion of exactly the claim that was looked at. */
async function removeClaim(move: Move, side: Side): Promise<void> {
  const found = await findClaim(move);
  // Deleted before a crash, on this way or on the way forward, or already created again.
  if (wasDeleted(move.journal.value, side) && (found === undefined || isSuccessor(move, found, side))) return;
  const object = await lookBeforeDeletion(move, side);
  await recordDeletion(move, side, object);
  await pastGuard(move, () => removeAndWait(move, move.consumer, { kind: kinds.claim, object }));
}

/**
 * A claim that the way forward created right before a crash: it must be known before the way back takes it for its own, and bound to the volume
 * that was meant for it, or it would be bound to the one that is about to be reserved.
 */
async function settleForwardClaim(move: Move): Promise<void> {
  const { swap, swapBack, claim } = move.journal.value;
  const found = await findClaim(move);
  if (found === undefined || swapBack.volume !== undefined || swapBack.deletedAt !== undefined) return;
  const ours = isOwned(found, move) && found.metadata.uid !== claim.metadata.uid;
  if (ours && swap.claimUid === undefined) await recordSwap(move, 'target', { claimUid: uidOf(found) });
  const isForward = slotOf(move.journal.value, 'target').claimUid === uidOf(found);
  if (isForward && found.metadata.deletionTimestamp === undefined) await waitUntilBound(move, 'target');
}

function wasDeleted({ swap, swapBack }: Journal, side: Side): boolean {
  if (side === 'target') return swap.deletedAt !== undefined;
  return swapBack.deletedAt !== undefined || (swap.deletedAt !== undefined && swap.claimUid === undefined);
}

/**
 * Not the claim that the exchange began with: that one is gone, and whether the new one may stay is decided where it is created. After a way
 * forward that ended in the middle of the cut it was not seen what happened since: there only ours counts.
 */
function isSuccessor(move: Move, claim: Claim, side: Side): boolean {
  const { claim: original, swap } = move.journal.value;
  const before = side === 'target' ? original.metadata.uid : (swap.claimUid ?? original.metadata.uid);
  const deletedHere = slotOf(move.journal.value, side).deletedAt !== undefined;
  return claim.metadata.uid !== before && (deletedHere || isOwned(claim, move));
}

/** Whether it is bound as it is meant to be. If not, the journal knows no claim of that side any more. */
async function waitUntilBound(move: Move, side: Side): Promise<boolean> {
  const { namespace, claim: name } = move.journal.value.request;
  const { claimUid } = slotOf(move.journal.value, side);
  const volume = reservedName(move, side);
  const isBound = ({ spec, status }: Claim) => status?.phase === 'Bound' && spec?.volumeName === volume;
  const isSettled = (claim: Claim) => claim.metadata.uid !== claimUid || isBound(claim) || isMisbound(claim, move);
  const settled = (now: Claim | undefined) => (now === undefined || isSettled(now) ? { now } : undefined);
  const key = { namespace, name };
  const first = settled(await findClaim(move));
  if (first === undefined) move.waiting(`claim ${namespace}/${name} to be Bound to ${volume}`);
  const { now } = first ?? (await waitForObject({ port: move.consumer, kind: kinds.claim, key }, settled, move));
  if (now !== undefined && now.metadata.uid === claimUid && isMisbound(now, move)) {
    await forgetClaim(move, side);
    return false;
  }
  await readLiveClaim(move);
  await recordCut(move, side);
  return true;
}

async function recordCut(move: Move, side: Side): Promise<void> {
  const { deletedAt, milliseconds } = slotOf(move.journal.value, side);
  if (deletedAt === undefined || milliseconds !== undefined) return;
  await recordSwap(move, side, { milliseconds: Math.max(0, move.clock.now().getTime() - Date.parse(deletedAt)) });
}
