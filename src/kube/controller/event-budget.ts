import type { Clock } from '../../base/time/clock.ts';

/** Events about one object that are written at once, and how long until there may be one more (client-go's spam filter). */
const burst = 25;
const refillMilliseconds = 300_000;

/** Between two looks at whom to forget: at each event, those of thousands of objects would be looked at thousands of times. */
const forgetMilliseconds = 60_000;

interface Budget {
  readonly left: number;
  readonly at: number;
}

/** How many events may be written, for each object by its uid: a controller that fails in a loop would fill the server with them. */
export class EventBudget {
  readonly #clock: Clock;
  readonly #budgets = new Map<string, Budget>();
  #forgotAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one; false where none is left. */
  spend(uid: string): boolean {
    const at = this.#clock.elapsed();
    this.#forgetFull(at);
    const left = leftAt(this.#budgets.get(uid), at);
    this.#budgets.set(uid, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1;
  }

  /** Objects come and go; those that have their whole burst again need not be remembered. */
  #forgetFull(at: number): void {
    if (at - this.#forgotAt < forgetMilliseconds) return;
    this.#forgotAt = at;
    for (const [uid, budget] of this.#budgets) if (leftAt(budget, at) >= burst) this.#budgets.delete(uid);
  }
}

function leftAt(budget: Budget | undefined, at: number): number {
  return budget === undefined ? burst : Math.min(burst, budget.left + (at - budget.at) / refillMilliseconds);
}
