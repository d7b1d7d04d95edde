import type { CheckedFacts } from '../questions/answers.ts';
import type { Refusal } from '../../model/outcome.ts';

/** The reasons not to move that one look at the facts finds. */
export type Check = (facts: CheckedFacts) => readonly Refusal[];

/** Checks of one subject. */
export interface CheckGroup {
  /** Plurals of what they look at: where the user may not read one of these, they say nothing, and the missing right is said instead. */
  readonly reads: readonly string[];
  readonly checks: readonly Check[];
}
