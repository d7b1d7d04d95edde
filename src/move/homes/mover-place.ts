import type { MoverPlace } from '../../volumes/drivers/driver.ts';
import { withDriver } from '../../volumes/drivers/drivers.ts';
import type { PlannedMove } from '../model/plan.ts';

type Role = 'source' | 'target';

/** Where the mover of one end runs and what it mounts there. */
export function moverPlace(plan: Pick<PlannedMove, Role | 'request'>, role: Role): MoverPlace {
  return withDriver(plan[role], (driver, home) => driver.moverPlace(home, role, plan.request.namespace));
}

/** The consumer's namespaces in which movers of this move run, the source's first. */
export function moverNamespaces(plan: Pick<PlannedMove, Role | 'request'>): readonly string[] {
  return [...new Set((['source', 'target'] as const).map((role) => moverPlace(plan, role).namespace))];
}
