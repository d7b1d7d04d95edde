import type { Claim } from '../../kube/objects/kinds.ts';
import type { PlannedMove } from '../model/plan.ts';

/** The virtual claim as the journal keeps it, which checks no more of it than its name: the rest is as the server gave it. */
export function originalClaim({ claim }: Pick<PlannedMove, 'claim'>): Claim {
  return claim as unknown as Claim;
}
