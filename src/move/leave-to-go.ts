import type { Meta } from '../kube/kinds.ts';
import type { KubePort } from '../kube/port.ts';
import { keyOf } from './holding.ts';
import { markLeftBehind } from './left-behind.ts';
import type { Move } from './move.ts';
import { explainLingering, nameObject } from './standing.ts';
import { type Removed, waitUntilAbsent } from './waits.ts';
import { goingMilliseconds, within } from './within.ts';

/**
 * Waits for a while for the end of an object that nothing depends on any more. Resolves with what stays and why, in words, once that has been
 * long enough: a node that is gone, a finalizer or a backend that refuses would hold up a move for ever. `move list` shows what stays.
 */
export async function leaveToGo<T extends { metadata: Meta }>(
  move: Move,
  port: KubePort,
  removed: Removed<T>,
): Promise<string | undefined> {
  if ((await within(move, goingMilliseconds(move), (patient) => waitUntilAbsent(patient, port, removed))) !== undefined) return undefined;
  const { kind, object } = removed;
  const now = await port.find(kind, keyOf(object));
  if (now === undefined || now.metadata.uid !== object.metadata.uid) return undefined;
  const why = await explainLingering(move, port, { kind, object: now });
  const name = nameObject(port, kind.kind, keyOf(object));
  const text =
    why === undefined
      ? `${name} is slow to go; ${port.cluster} goes on with it by itself`
      : `${name} is still there: ${why}; it goes by itself once that is mended`;
  await markLeftBehind(move, port, { kind, object: now, text });
  return text;
}
