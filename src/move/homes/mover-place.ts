import type { MoverSpec } from '../../restic/mover-spec.ts';
import type { MoverPlace } from '../../volumes/drivers/driver.ts';
import { withDriver } from '../../volumes/drivers/drivers.ts';
import type { PlannedMove } from '../model/plan.ts';

type Role = 'source' | 'target';

type WishedPlace = Omit<MoverPlace, 'tolerations'> & Pick<MoverSpec, 'tolerations' | 'nodeSelector'>;

/** Where the mover of one end runs and what it mounts there. */
export function moverPlace({ request, ...homes }: Pick<PlannedMove, Role | 'request'>, role: Role): WishedPlace {
  const place = withDriver(homes[role], (driver, home) => driver.moverPlace(home, role, request.namespace));
  return {
    ...place,
    tolerations: [...place.tolerations, ...(request.moverTolerations ?? [])],
    // The scheduler is not asked about a pod for a virtual node; its provider knows other labels.
    ...(place.placement.kind !== 'virtual' && request.moverNodeSelector && { nodeSelector: request.moverNodeSelector }),
  };
}

/** The consumer's namespaces in which movers of this move run, the source's first. */
export function moverNamespaces(plan: Pick<PlannedMove, Role | 'request'>): readonly string[] {
  return [...new Set((['source', 'target'] as const).map((role) => moverPlace(plan, role).namespace))];
}
