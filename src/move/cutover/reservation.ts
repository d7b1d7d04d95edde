import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { originalClaim } from '../claim/original-claim.ts';
import { findClaim } from '../claim/live-claim.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { isOwned, ownAnnotations } from '../held/guarded-writes.ts';
import { movedHome } from '../homes/moved-home.ts';
import { liqoNames } from '../../liqo/names.ts';
import { pointVolumeAt } from '../../volumes/point-volume.ts';
import { type Journal, liveClaimUid, type Swap } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { moveLabels, virtualVolumeName } from '../model/names.ts';
import { removeOnce, waitUntil, waitUntilRemoved } from '../held/waits.ts';
import { renderVirtualVolume } from '../../volumes/virtual-volume.ts';

/** Towards which copy the claim is exchanged: `source` is the way back. */
export type Side = 'source' | 'target';

const slots = { target: 'swap', source: 'swapBack' } as const;

/** What the journal knows of the exchange towards that side. */
export function slotOf(journal: Journal, side: Side): Swap {
  return journal[slots[side]];
}

export async function recordSwap(move: Move, side: Side, entry: Partial<Swap>): Promise<void> {
  const slot = slots[side];
  await move.journal.update((journal) => ({ ...journal, [slot]: { ...journal[slot], ...entry } }));
}

/** The claim of that side is none of the move's any more. */
export async function forgetClaim(move: Move, side: Side): Promise<void> {
  const slot = slots[side];
  await move.journal.update((journal) => {
    const { claimUid: _, ...rest } = journal[slot];
    return { ...journal, [slot]: rest };
  });
}

/**
 * Says that this very claim is about to be deleted, and what it carries by now: the claim that follows it is made from that, not from what the
 * claim carried when the move began.
 */
export async function recordDeletion(move: Move, side: Side, { metadata, ...rest }: Claim): Promise<void> {
  const deletedAt = move.clock.now().toISOString();
  await move.journal.update((journal) => ({
    ...journal,
    claim: { ...rest, metadata: { ...metadata, ...named(journal) } },
    [slots[side]]: { ...journal[slots[side]], deletedAt },
  }));
}

/** What the journal knows the claim by. */
function named({ claim: { metadata } }: Journal): Pick<Journal['claim']['metadata'], 'name' | 'namespace' | 'uid'> {
  return { name: metadata.name, namespace: metadata.namespace, uid: metadata.uid };
}

export function reservedName(move: Move, side: Side): string {
  const { id, attempt } = move.journal.value;
  return virtualVolumeName(id, attempt, side === 'target' ? 'forward' : 'back');
}

/** The virtual volume that was reserved for that side, if it is there. */
export async function findReserved(move: Move, side: Side): Promise<Volume | undefined> {
  const volume = await move.consumer.find(kinds.volume, { name: reservedName(move, side) });
  const known = slotOf(move.journal.value, side).volume;
  if (volume === undefined || (known !== undefined && volume.metadata.uid !== known.uid)) return undefined;
  return known !== undefined || isOwned(volume, move) ? volume : undefined;
}

export async function removeReserved(move: Move, side: Side): Promise<void> {
  const object = await findReserved(move, side);
  if (object === undefined) return;
  await removeOnce(move, move.consumer, { kind: kinds.volume, object });
  await waitUntilRemoved(move, move.consumer, { kind: kinds.volume, object });
}

/**
 * Whether a claim that was made for the way back was bound to what is reserved for the way forward. A holder that was replaced in the middle of the
 * cut may reserve that anew until it notices.
 */
export function isMisbound({ metadata, spec }: Claim, move: Move): boolean {
  return spec?.volumeName === reservedName(move, 'target') && metadata.uid !== slotOf(move.journal.value, 'target').claimUid;
}

/** The volume that the next claim of that name binds at once, whatever became of the last one. Safe to repeat. */
export async function ensureReserved(move: Move, side: Side): Promise<Volume> {
  const standing = (await findReserved(move, side)) ?? (await createReserved(move, side));
  const { name, uid = '' } = standing.metadata;
  if (slotOf(move.journal.value, side).volume?.uid !== uid) await recordSwap(move, side, { volume: { name, uid } });
  await freeFromDeadClaim(move, standing);
  return waitUntil(move, move.consumer, {
    kind: kinds.volume,
    key: { name },
    until: (now) => now?.status?.phase === 'Available' || now?.status?.phase === 'Bound',
    for: `volume ${name} to be Available`,
  });
}

async function createReserved(move: Move, side: Side): Promise<Volume> {
  await removeForerunner(move, side);
  const source = await movedHome(move, side).readVirtualSource();
  const original = await move.consumer.find(kinds.volume, { name: move.journal.value.volume.name });
  const claim = await claimAsItShallBe(move);
  const { provisioner = liqoNames.provisioner } = move.journal.value;
  const volume = renderVirtualVolume({
    name: reservedName(move, side),
    claim,
    annotations: ownAnnotations(move),
    source,
    original,
    provisioner,
  });
  return move.consumer.create(kinds.volume, volume);
}

/** What an earlier move of the claim has reserved stands for another copy, and has the same name. */
async function removeForerunner(move: Move, side: Side): Promise<void> {
  const object = await move.consumer.find(kinds.volume, { name: reservedName(move, side) });
  const { id } = move.journal.value;
  if (object?.metadata.annotations?.[moveLabels.id] !== id || isOwned(object, move) || object.status?.phase === 'Bound') return;
  await removeOnce(move, move.consumer, { kind: kinds.volume, object });
  await waitUntilRemoved(move, move.consumer, { kind: kinds.volume, object });
}

/** As it is now, since it may have grown; another volume that has taken its name is no model for anything. */
async function claimAsItShallBe(move: Move): Promise<Claim> {
  const now = await findClaim(move);
  const { value } = move.journal;
  return now !== undefined && uidOf(now) === liveClaimUid(value) ? now : originalClaim(value);
}

/** A claim that was bound to it and is gone would keep every later one off. */
async function freeFromDeadClaim(move: Move, volume: Volume): Promise<void> {
  const { namespace, claim: name } = move.journal.value.request;
  const boundTo = volume.spec?.claimRef?.uid;
  if (boundTo === undefined || (await findClaim(move))?.metadata.uid === boundTo) return;
  await pointVolumeAt(move.consumer, volume, { namespace, name });
}
