import type { CheckGroup } from './check.ts';
import { admissionChecks } from './admission.ts';
import { claimChecks } from './claim.ts';
import { claimMissing } from './claim-missing.ts';
import { classChecks } from './classes.ts';
import { moveChecks, moveInProgress } from './move.ts';
import { mounterChecks } from './mounters.ts';
import { providerChecks } from './provider.ts';
import { pullSecretChecks } from './pull-secrets.ts';
import { rightsChecks } from './rights.ts';
import { sourceChecks } from './source.ts';
import { targetChecks } from './target.ts';
import { ownerChecks } from './owners.ts';
import { scaleChecks } from '../scaling/scale-checks.ts';
import type { CheckedFacts } from '../questions/answers.ts';
import type { Refusal } from '../../model/outcome.ts';

/** In the order in which things are to be fixed: what keeps a claim from dying with its set comes before the line that scales the set. */
const groups: readonly CheckGroup[] = [
  rightsChecks,
  moveChecks,
  claimChecks,
  ownerChecks,
  mounterChecks,
  scaleChecks,
  sourceChecks,
  targetChecks,
  classChecks,
  pullSecretChecks,
  providerChecks,
  admissionChecks,
];

/** Runs every check: a user who has three things to fix wants to hear of all three. */
export function checkMove(facts: CheckedFacts): readonly Refusal[] {
  // Under a move everything is as that move has made it, and in the wrong namespace nothing is as it was meant: nothing else is to be fixed.
  const alone = [moveInProgress, claimMissing].map((check) => check(facts)).find((found) => found.length > 0);
  if (alone !== undefined) return alone;
  const judged = groups.filter(({ reads }) => !reads.some((plural) => facts.blind.has(plural)));
  return judged.flatMap(({ checks }) => checks.flatMap((check) => check(facts)));
}
