import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import type { Meta } from '../../kube/objects/kinds.ts';
import type { Owner } from '../../volumes/owner.ts';
import type { MoveNow } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** A patch of annotations that takes every mark of a move off. */
export const noOwnAnnotations = { [moveLabels.id]: null, [moveLabels.fencingToken]: null, [moveLabels.requestedAt]: null };

/** This move as the owner of what it holds, with the fencing token of this holder. */
export function ownerOf({ journal, fencingToken }: MoveNow): Owner {
  const { id } = journal.value;
  return {
    name: 'this move',
    marks: { [moveLabels.id]: id, [moveLabels.fencingToken]: String(fencingToken) },
    noMarks: noOwnAnnotations,
    stagedLabels: { [moveLabels.id]: id },
    finalizer: moveLabels.hold,
    owns: ({ metadata }) => metadata.annotations?.[moveLabels.id] === id,
    refuseStale: (object) => refuseStale(object, fencingToken),
    error: (message, { next = [], ...details }) => new AppError('move', message, { ...details, next: [...next, liqoctl('move list')] }),
  };
}

function refuseStale({ metadata }: { metadata: Meta }, fencingToken: number): void {
  const token = metadata.annotations?.[moveLabels.fencingToken];
  if (token === undefined || Number(token) <= fencingToken) return;
  throw new AppError('move', 'another liqoctl has taken over this move', { next: [liqoctl('move list')] });
}
