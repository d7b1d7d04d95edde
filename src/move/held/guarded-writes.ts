import type { KubePort, RemoveOptions } from '../../kube/client/port.ts';
import type { Kind, Meta } from '../../kube/objects/kinds.ts';
import { patchAsOwner, removeAsOwner } from '../../volumes/owned-writes.ts';
import type { Move, MoveNow } from '../model/move.ts';
import type { PlannedMove } from '../model/plan.ts';
import { moveLabels } from '../model/names.ts';
import { ownerOf } from './owner-of.ts';

interface Held {
  metadata: Meta;
}

/** Patches what was read, as this holder of the move ({@link patchAsOwner}). */
export async function patchOwned<T extends Held>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T; patch: { metadata?: object; [field: string]: unknown } },
): Promise<T> {
  return patchAsOwner(ownerOf(move), port, wanted);
}

/** Deletes what was read, as this holder of the move ({@link removeAsOwner}). */
export async function removeOwned<T extends Held>(
  move: Move,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  return removeAsOwner(ownerOf(move), port, wanted);
}

/** Annotations that mark an object as held by this move and this holder. */
export function ownAnnotations(move: MoveNow): Record<string, string> {
  return { ...ownerOf(move).marks };
}

export function isOwned(object: Held, move: Move): boolean {
  return ownerOf(move).owns(object);
}

/** What is about to be made, with its claim and the fencing token of this holder: arriving late, it is known by that to be of a move that is over. */
export function withFencingToken<T extends Held>(object: T, { fencingToken, journal }: MoveNow): T {
  const { namespace, claim } = journal.value.request;
  const own = { [moveLabels.fencingToken]: String(fencingToken), [moveLabels.claim]: `${namespace}/${claim}` };
  const annotations = { ...object.metadata.annotations, ...own };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Labels of everything that one attempt makes; movers carry their role besides. */
export function attemptLabels({ id, attempt }: Pick<PlannedMove, 'id' | 'attempt'>): Record<string, string> {
  return { [moveLabels.id]: id, [moveLabels.attempt]: String(attempt) };
}
