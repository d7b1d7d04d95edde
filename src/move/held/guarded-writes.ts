import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/client/errors.ts';
import type { Kind, Meta } from '../../kube/objects/kinds.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import type { KubePort, RemoveOptions } from '../../kube/client/port.ts';
import type { Move, MoveNow } from '../model/move.ts';
import type { PlannedMove } from '../model/plan.ts';
import { moveLabels } from '../model/names.ts';

interface Held {
  metadata: Meta;
}

/**
 * Patches exactly the incarnation and version that was read, and only while no later holder of the move has stamped it:
 * a holder that slept must not act on what it remembers.
 */
export async function patchOwned<T extends Held>(
  move: Move,
  port: KubePort,
  { kind, object, patch }: { kind: Kind<T>; object: T; patch: { metadata?: object; [field: string]: unknown } },
): Promise<T> {
  refuseStaleEpoch(move, object);
  const { uid, resourceVersion } = object.metadata;
  return port.mergePatch(kind, keyOf(object), { ...patch, metadata: { ...patch.metadata, uid, resourceVersion } });
}

/** Deletes exactly the incarnation and version that was read; an absent object is success. */
export async function removeOwned<T extends Held>(
  move: Move,
  port: KubePort,
  { kind, object, options }: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  refuseStaleEpoch(move, object);
  const { uid = '', resourceVersion = '' } = object.metadata;
  try {
    await port.remove(kind, keyOf(object), { uid, resourceVersion }, options);
  } catch (error) {
    if (!failedWith(error, 'notFound')) throw error;
  }
}

/** Annotations that mark an object as held by this move and this holder. */
export function ownAnnotations(move: MoveNow): Record<string, string> {
  return { [moveLabels.id]: move.journal.value.id, [moveLabels.fencingToken]: String(move.fencingToken) };
}

/** A patch of annotations that takes every mark of a move off. */
export const noOwnAnnotations = { [moveLabels.id]: null, [moveLabels.fencingToken]: null, [moveLabels.requestedAt]: null };

export function isOwned(object: Held, move: Move): boolean {
  return object.metadata.annotations?.[moveLabels.id] === move.journal.value.id;
}

function refuseStaleEpoch(move: Move, { metadata }: Held): void {
  const fencingToken = metadata.annotations?.[moveLabels.fencingToken];
  if (fencingToken === undefined || Number(fencingToken) <= move.fencingToken) return;
  throw new AppError('move', 'another liqoctl has taken over this move', { next: [liqoctl('move list')] });
}

/** Labels of everything that one attempt makes; movers carry their role besides. */
export function attemptLabels({ id, attempt }: Pick<PlannedMove, 'id' | 'attempt'>): Record<string, string> {
  return { [moveLabels.id]: id, [moveLabels.attempt]: String(attempt) };
}
