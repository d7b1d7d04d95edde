import { formatRights, uncarriedWith } from '../../restic/mover-rights.ts';
import { unseenWith } from '../../restic/uncarried.ts';
import { virtualVolumeName } from '../model/names.ts';
import type { Plan, PlannedMove } from '../model/plan.ts';
import { rightsOf } from '../model/request.ts';

/** What a dry run shows of a plan. */
export function describePlan({
  id,
  attempt,
  request,
  source,
  target,
  workspace,
  providers,
  capacityBytes,
  application,
  warm,
}: PlannedMove): Plan {
  return {
    id,
    attempt,
    request,
    source,
    target,
    workspace,
    providers,
    volume: virtualVolumeName(id, attempt, 'forward'),
    capacityBytes,
    ...(application !== undefined && {
      scaled: application.owners.map(({ kind, name, replicas, scaledTo }) => ({ kind, name, replicas, scaledTo })),
    }),
    ...(warm !== undefined && { warm: true }),
    movers: formatRights(rightsOf(request)),
    notCarried: [...unseenWith(request.verify), ...uncarriedWith(rightsOf(request))],
  };
}
