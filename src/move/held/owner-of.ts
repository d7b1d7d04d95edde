import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import type { Meta } from '../../kube/objects/kinds.ts';
import { policyBefore } from '../../volumes/names.ts';
import type { Owner } from '../../volumes/owner.ts';
import type { MoveNow } from '../model/move.ts';
import type { PlannedMove } from '../model/plan.ts';
import { moveLabels } from '../model/names.ts';

/** A patch of annotations that takes every mark of a move off. */
export const noOwnAnnotations = {
  [moveLabels.id]: null,
  [moveLabels.fencingToken]: null,
  [moveLabels.requestedAt]: null,
  [moveLabels.role]: null,
  [policyBefore]: null,
};

/** This move as the owner of what it holds, with the fencing token of this holder. */
export function ownerOf({ journal, fencingToken }: MoveNow): Owner {
  const { id } = journal.value;
  return {
    name: 'this move',
    marks: { [moveLabels.id]: id, [moveLabels.fencingToken]: String(fencingToken) },
    noMarks: noOwnAnnotations,
    stagedLabels: { [moveLabels.id]: id },
    stagedAnnotations: { [moveLabels.role]: 'target' },
    finalizer: moveLabels.hold,
    owns: ({ metadata }) => metadata.annotations?.[moveLabels.id] === id && isOfThisMove({ metadata }, journal.value),
    refuseStale: (object) => refuseStale(object, fencingToken),
    error: (message, { next = [], ...details }) => new AppError('move', message, { ...details, next: [...next, liqoctl('move list')] }),
  };
}

/** Whether what carries a move's id was written by this move: as long as the claim keeps its uid, each move of it has the same id and makes the same names. */
export function isOfThisMove({ metadata }: { metadata: Meta }, { firstEpoch }: Pick<PlannedMove, 'firstEpoch'>): boolean {
  return firstEpoch === undefined || Number(metadata.annotations?.[moveLabels.fencingToken]) >= firstEpoch;
}

function refuseStale({ metadata }: { metadata: Meta }, fencingToken: number): void {
  const token = metadata.annotations?.[moveLabels.fencingToken];
  if (token === undefined || Number(token) <= fencingToken) return;
  throw new AppError('move', 'another liqoctl has taken over this move', { next: [liqoctl('move list')] });
}
