import type { Facts } from './facts.ts';
import type { Refusal } from './outcome.ts';

/** A reason not to move, found in the facts. */
export type Check = (facts: Facts) => Refusal | undefined;
