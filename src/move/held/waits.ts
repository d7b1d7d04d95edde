import type { Kind, Meta } from '../../kube/objects/kinds.ts';
import type { Key, KubePort, RemoveOptions } from '../../kube/client/port.ts';
import { waitForObject } from '../../kube/client/wait.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { removeOwned } from './guarded-writes.ts';
import type { Move } from '../model/move.ts';
import { describeKeeper } from '../../kube/objects/keeper.ts';
import { readStanding } from './standing.ts';
import { withStallTimeout } from './timeout.ts';

interface Named {
  metadata: Meta;
}

/** What one object shall be like. */
export interface Wanted<T> {
  readonly kind: Kind<T>;
  readonly key: Key;
  readonly until: (object: T | undefined) => boolean;
  /** As in "volume real to become Available". */
  readonly for: string;
  /** What is seen of it while it is not; its phase and warnings where absent. */
  readonly describe?: (object: T | undefined) => readonly string[];
}

/** Waits until one object is as it should be, saying for what. Returns the object; throws AppError `move` when it is not within the stall time. */
export async function waitUntil<T extends Named>(move: Move, port: KubePort, wanted: Wanted<T>): Promise<T> {
  const { kind, key, until, for: what, describe } = wanted;
  let object = await port.find(kind, key);
  if (object !== undefined && until(object)) return object;
  move.waiting(what);
  const fits = (now: T | undefined) => {
    object = now;
    return now !== undefined && until(now) ? now : undefined;
  };
  const look = async () => describe?.(object) ?? readStanding(move, port, { kind, key, object });
  return withStallTimeout(move, { what, look }, (patient) => waitForObject({ port, kind, key }, fits, patient));
}

/**
 * Waits until this incarnation is gone, naming what keeps it; another one of the same name counts as gone. There is no time limit: that is
 * for callers that cannot go on without, and have no way back.
 */
export async function waitUntilAbsent<T extends Named>(move: Move, port: KubePort, { kind, object }: Removed<T>): Promise<void> {
  const isGone = (now: T | undefined) => now?.metadata.uid !== object.metadata.uid;
  let told = '';
  const tell = (now: T | undefined) => {
    const keeper = now && describeKeeper(now);
    const text = `${kind.kind} ${object.metadata.name} to be gone${keeper === undefined ? '' : `; ${keeper}`}`;
    if (text !== told) move.waiting((told = text));
  };
  const now = await port.find(kind, keyOf(object));
  if (isGone(now)) return;
  tell(now);
  await waitForObject({ port, kind, key: keyOf(object) }, (seen) => (isGone(seen) ? true : undefined), { ...move, onUpdate: tell });
}

/** The same within the stall time; then throws AppError `move` with what keeps the object. */
export async function waitUntilRemoved<T extends Named>(move: Move, port: KubePort, removed: Removed<T>): Promise<void> {
  const { kind, object } = removed;
  const key = keyOf(object);
  const look = async () => readStanding(move, port, { kind, key, object: await port.find(kind, key) });
  const what = `${kind.kind} ${object.metadata.name} to be gone`;
  await withStallTimeout(move, { what, look }, (patient) => waitUntilAbsent(patient, port, removed));
}

/** An object that was deleted. */
export interface Removed<T> {
  readonly kind: Kind<T>;
  readonly object: T;
}

/** Deletes exactly the incarnation and version that was read, unless that is under way. */
export async function removeOnce<T extends Named>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  if (wanted.object.metadata.deletionTimestamp === undefined) await removeOwned(move, port, wanted);
}

/** The same as removeOnce, and waits until it is gone, however long that takes. */
export async function removeAndWait<T extends Named>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  await removeOnce(move, port, wanted);
  await waitUntilAbsent(move, port, wanted);
}
