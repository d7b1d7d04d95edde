import { claimChecks } from './checks/claim.ts';
import { moveChecks } from './checks/move.ts';
import { providerChecks } from './checks/provider.ts';
import { targetChecks } from './checks/target.ts';
import type { Facts } from './facts.ts';
import type { Refusal } from './outcome.ts';

/** Runs every check: whoever has three things to mend wants to hear of all three. */
export function checkMove(facts: Facts): readonly Refusal[] {
  return [...moveChecks, ...claimChecks, ...targetChecks, ...providerChecks]
    .map((check) => check(facts))
    .filter((refusal) => refusal !== undefined);
}
