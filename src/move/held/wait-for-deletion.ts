import type { Kind, Meta } from '../../kube/objects/kinds.ts';
import type { Key, KubePort } from '../../kube/client/port.ts';
import { keyOf, uidOf } from '../../kube/objects/identity.ts';
import { markLeftBehind } from './left-behind.ts';
import type { Move } from '../model/move.ts';
import { explainLingering, nameObject } from './standing.ts';
import { type Removed, waitUntilAbsent } from './waits.ts';
import { deletionGraceMilliseconds, withTimeout } from './timeout.ts';

/**
 * Waits for a while for the end of an object that nothing depends on any more: a node that is gone, a finalizer or a backend that refuses would
 * hold up a move for ever. Resolves with what stays then and why, in words; with nothing once it is gone. `move list` shows what stays.
 */
export async function waitForDeletion<T extends { metadata: Meta }>(
  move: Move,
  port: KubePort,
  removed: Removed<T>,
): Promise<readonly string[]> {
  const { kind, object } = removed;
  const gone = await withTimeout(move, deletionGraceMilliseconds(move), (patient) => waitUntilAbsent(patient, port, removed));
  return gone !== undefined ? [] : leaveBehind(move, port, { kind, key: keyOf(object), uid: uidOf(object) });
}

/** Marks an object that does not go as left behind; resolves with what it is and why it stays, in words, or with nothing if it has gone. */
export async function leaveBehind<T extends { metadata: Meta }>(
  move: Move,
  port: KubePort,
  { kind, key, uid }: { kind: Kind<T>; key: Key; uid: string },
): Promise<readonly string[]> {
  const now = await port.find(kind, key);
  if (now === undefined || now.metadata.uid !== uid) return [];
  const why = await explainLingering(move, port, { kind, object: now });
  const name = nameObject(port, kind.kind, key);
  const text =
    why === undefined
      ? `${name} is slow to go; ${port.cluster} goes on with it by itself`
      : `${name} is still there: ${why}; it goes by itself once that is fixed`;
  await markLeftBehind(move, port, { kind, object: now, text });
  return [text];
}
