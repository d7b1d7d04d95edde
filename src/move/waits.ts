import type { Kind, Meta } from '../kube/kinds.ts';
import type { Key, KubePort, RemoveOptions } from '../kube/port.ts';
import { waitForObject } from '../kube/wait.ts';
import { keyOf, removeHeld } from './holding.ts';
import type { Move } from './move.ts';
import { goingMilliseconds, within } from './within.ts';

interface Named {
  metadata: Meta;
}

/** Waits until one object is as it should be; as long as it takes, saying for what. Returns the object. */
export async function waitUntil<T extends Named>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; key: Key; until: (object: T | undefined) => boolean; for: string },
): Promise<T> {
  const now = await port.find(wanted.kind, wanted.key);
  if (now !== undefined && wanted.until(now)) return now;
  move.waiting(wanted.for);
  const look = (object: T | undefined) => (object !== undefined && wanted.until(object) ? object : undefined);
  return waitForObject({ port, kind: wanted.kind, key: wanted.key }, look, move);
}

/** Waits until this incarnation is gone; another one of the same name counts as gone. */
export async function waitUntilAbsent<T extends Named>(
  move: Move,
  port: KubePort,
  { kind, object }: { kind: Kind<T>; object: T },
): Promise<void> {
  const isGone = (now: T | undefined) => now?.metadata.uid !== object.metadata.uid;
  if (isGone(await port.find(kind, keyOf(object)))) return;
  move.waiting(`${kind.kind} ${object.metadata.name} to be gone`);
  await waitForObject({ port, kind, key: keyOf(object) }, (now) => (isGone(now) ? true : undefined), move);
}

/** Deletes exactly the incarnation and version that was read, unless that is under way. */
export async function removeOnce<T extends Named>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  if (wanted.object.metadata.deletionTimestamp === undefined) await removeHeld(move, port, wanted);
}

/** The same as removeOnce, and waits until it is gone. */
export async function removeAndWait<T extends Named>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  await removeOnce(move, port, wanted);
  await waitUntilAbsent(move, port, wanted);
}

/**
 * How the end of a copy that is discarded is waited for. On a node that is gone a mover's pod keeps the claim, and nobody deletes the bytes: a
 * copy that was given up, `delete`, is not waited for so long.
 */
export function farewell(policy: 'own' | 'delete'): typeof waitUntilAbsent {
  return policy === 'delete' ? leaveToGo : waitUntilAbsent;
}

/** Waits for a while. Nothing depends on it any more: where it is slow, its cluster goes on with it by itself. */
async function leaveToGo<T extends Named>(move: Move, port: KubePort, wanted: { kind: Kind<T>; object: T }): Promise<void> {
  if (await within(move, goingMilliseconds(move), (patient) => waitUntilAbsent(patient, port, wanted))) return;
  const { name } = wanted.object.metadata;
  const text = `${wanted.kind.kind} ${name} of the given-up copy is slow to go; ${port.cluster} goes on with it by itself`;
  move.emit({ type: 'warning', text });
}
