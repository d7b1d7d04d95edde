import { failedWith, type KubeError } from '../../kube/errors.ts';
import type { Claim, Volume } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { renderNewClaim } from '../claim/claim-copy.ts';
import { homeDriver } from '../homes/driver.ts';
import { heldBy, isMarked, uidOf } from '../holding.ts';
import type { Journal, Swap } from '../journal/journal.ts';
import { findClaim, readLiveClaim, refuseMounters } from '../claim/live-claim.ts';
import type { Move } from '../move.ts';
import { virtualVolumeName } from '../names.ts';
import { findLivingOwners } from '../claim/owners.ts';
import { renderReserved } from './reserved-volume.ts';
import { removeAndWait, waitUntil } from '../waits.ts';

/** Towards which copy the claim is exchanged: `source` is the way back. */
export type Side = 'source' | 'target';

const slots = { target: 'swap', source: 'swapBack' } as const;

/**
 * Exchanges the claim for one that is bound to the copy at `side`: a volume is reserved for it first, so that the new claim binds at once.
 * Safe to repeat: what was done is in the journal, what was about to be done is looked for.
 */
export async function swapClaim(move: Move, side: Side): Promise<void> {
  if (side === 'source') await settleForwardClaim(move);
  if (slotOf(move.journal.value, side).claimUid === undefined) {
    const volume = await reserveVolume(move, side);
    await removeClaim(move, side);
    // Reserved by the same name, it would be bound just as well as the one for this side.
    if (side === 'source') await removeReserved(move, 'target');
    const claim = await createClaim(move);
    await record(move, side, { volume: identityOf(volume), claimUid: claim.metadata.uid ?? '' });
  }
  await waitUntilBound(move, side);
}

/** The virtual volume that was reserved for that side, if it is there. */
export async function findReserved(move: Move, side: Side): Promise<Volume | undefined> {
  const volume = await move.consumer.find(kinds.volume, { name: nameOf(move, side) });
  const known = slotOf(move.journal.value, side).volume;
  if (volume === undefined || (known !== undefined && volume.metadata.uid !== known.uid)) return undefined;
  return known !== undefined || isMarked(volume, move) ? volume : undefined;
}

export async function removeReserved(move: Move, side: Side): Promise<void> {
  const object = await findReserved(move, side);
  if (object === undefined) return;
  await removeAndWait(move, move.consumer, { kind: kinds.volume, object });
}

async function reserveVolume(move: Move, side: Side): Promise<Volume> {
  const source = await homeDriver(move, side).readVirtualSource();
  const original = await move.consumer.find(kinds.volume, { name: move.journal.value.volume.name });
  const claim = (await findClaim(move)) ?? (move.journal.value.claim as unknown as Claim);
  const volume = renderReserved({ name: nameOf(move, side), claim, annotations: heldBy(move), source, original });
  const standing = (await findReserved(move, side)) ?? (await move.consumer.create(kinds.volume, volume));
  await record(move, side, { volume: identityOf(standing) });
  return waitUntil(move, move.consumer, {
    kind: kinds.volume,
    key: { name: standing.metadata.name },
    until: (now) => now?.status?.phase === 'Available' || now?.status?.phase === 'Bound',
    for: `volume ${standing.metadata.name} to be Available`,
  });
}

/** The last look before the cut, then the deletion of exactly the claim that was looked at. */
async function removeClaim(move: Move, side: Side): Promise<void> {
  const found = await findClaim(move);
  // Deleted before a crash, on this way or on the way forward, or already created again.
  if (wasDeleted(move.journal.value, side) && (found === undefined || isSuccessor(move, found, side))) return;
  const object = await readLiveClaim(move);
  await refuseMounters(move);
  await record(move, side, { deletedAt: move.clock.now().toISOString() });
  await removeAndWait(move, move.consumer, { kind: kinds.claim, object });
}

/**
 * A claim that the way forward created right before a crash: it must be known before the way back takes it for its own, and bound to the volume
 * that was meant for it, or it would be bound to the one that is about to be reserved.
 */
async function settleForwardClaim(move: Move): Promise<void> {
  const { swap, swapBack, claim } = move.journal.value;
  const found = await findClaim(move);
  if (found === undefined || swapBack.volume !== undefined || swapBack.deletedAt !== undefined) return;
  const ours = isMarked(found, move) && found.metadata.uid !== claim.metadata.uid;
  if (ours && swap.claimUid === undefined) await record(move, 'target', { claimUid: uidOf(found) });
  const isForward = slotOf(move.journal.value, 'target').claimUid === uidOf(found);
  if (isForward && found.metadata.deletionTimestamp === undefined) await waitUntilBound(move, 'target');
}

function wasDeleted({ swap, swapBack }: Journal, side: Side): boolean {
  if (side === 'target') return swap.deletedAt !== undefined;
  return swapBack.deletedAt !== undefined || (swap.deletedAt !== undefined && swap.claimUid === undefined);
}

/** Ours, made by this exchange: made by this move, and not the claim that the exchange began with. */
function isSuccessor(move: Move, claim: Claim, side: Side): boolean {
  const before = side === 'target' ? move.journal.value.claim.metadata.uid : move.journal.value.swap.claimUid;
  return isMarked(claim, move) && claim.metadata.uid !== before;
}

/** Creates the claim however long that is refused: both copies are held, and whoever refuses is named. */
async function createClaim(move: Move): Promise<Claim> {
  const original = move.journal.value.claim as unknown as Claim;
  for (;;) {
    const found = await findClaim(move);
    if (found !== undefined && isMarked(found, move)) return found;
    const claim = renderNewClaim(original, await findLivingOwners(move, original), heldBy(move));
    try {
      return await move.consumer.create(kinds.claim, claim);
    } catch (error) {
      if (!failedWith(error, 'forbidden', 'invalid', 'alreadyExists', 'serverError', 'tooManyRequests', 'unreachable')) throw error;
      await waitOutRefusal(move, error);
    }
  }
}

async function waitOutRefusal(move: Move, error: KubeError): Promise<void> {
  move.waiting(`claim ${move.journal.value.request.claim} to be accepted again: ${error.answer}`);
  await move.clock.sleep(1000, move.signal);
}

async function waitUntilBound(move: Move, side: Side): Promise<void> {
  const { namespace, claim } = move.journal.value.request;
  const volume = nameOf(move, side);
  await waitUntil(move, move.consumer, {
    kind: kinds.claim,
    key: { namespace, name: claim },
    until: (now) => now?.status?.phase === 'Bound' && now.spec?.volumeName === volume,
    for: `claim ${namespace}/${claim} to be Bound to ${volume}`,
  });
  const { deletedAt, milliseconds } = slotOf(move.journal.value, side);
  if (deletedAt === undefined || milliseconds !== undefined) return;
  await record(move, side, { milliseconds: Math.max(0, move.clock.now().getTime() - Date.parse(deletedAt)) });
}

async function record(move: Move, side: Side, entry: Partial<Swap>): Promise<void> {
  const slot = slots[side];
  await move.journal.update((journal) => ({ ...journal, [slot]: { ...journal[slot], ...entry } }));
}

function slotOf(journal: Journal, side: Side): Swap {
  return journal[slots[side]];
}

function nameOf(move: Move, side: Side): string {
  const { id, attempt } = move.journal.value;
  return virtualVolumeName(id, attempt, side === 'target' ? 'forward' : 'back');
}

function identityOf({ metadata: { name, uid = '' } }: Volume): { name: string; uid: string } {
  return { name, uid };
}
