import type { Hint } from '../../base/hint.ts';
import type { AppError } from '../../base/errors.ts';
import { describeScaledDown } from './application/application.ts';
import type { Journal } from './journal.ts';
import type { PhaseName } from './phase-names.ts';
import type { Plan } from './plan.ts';
import type { MoveReport } from './report.ts';

/** Why a move cannot start, found by a check that changed nothing. */
export interface Refusal {
  /** Stable name of the check, for scripts: `claim-mounted`, `target-not-ready`, ... */
  readonly check: string;
  readonly message: string;
  /** Particulars, one a line, where there are many. */
  readonly seen?: readonly string[];
  /** Commands or acts that would lift the refusal. */
  readonly next: readonly Hint[];
}

/** What the user can do with a move that has stopped: go on in the journal's direction, or turn it back. */
export type WayOn = 'resume' | 'finish-rollback' | 'abort';

/** What can be done with a move that stands: a rollback is only finished, and once the old copy is being deleted there is none. */
export function waysOn({ direction, noReturnAt }: Pick<Journal, 'direction' | 'noReturnAt'>): readonly WayOn[] {
  if (direction === 'back') return ['finish-rollback'];
  return noReturnAt === undefined ? ['resume', 'abort'] : ['resume'];
}

/** What is told of a finished move besides its report. */
interface Closing {
  /** What of the report's `notCarried` is said of every move with such movers, since they cannot see whether there is any of it. */
  readonly unseen: readonly string[];
  /** What starts the application again that was scaled down for the move; empty where that is not known. */
  readonly next: readonly Hint[];
}

/** That the application is down while the move stands. */
export interface ScaledDown {
  /** As in `StatefulSet web is scaled down from 3 to 1`; absent where nobody is. */
  readonly scaledDown?: string;
}

export function scaledDownIn({ application }: Pick<Journal, 'application'>): ScaledDown {
  const scaledDown = describeScaledDown(application);
  return scaledDown === undefined ? {} : { scaledDown };
}

/** How a command on a move ended. */
export type MoveOutcome =
  | ({ readonly kind: 'moved'; readonly report: MoveReport } & Closing)
  /** The copy is in place, the old one is kept (`--keep-source`). */
  | ({ readonly kind: 'kept'; readonly report: MoveReport } & Closing)
  | { readonly kind: 'already-there'; readonly message: string }
  | { readonly kind: 'planned'; readonly plan: Plan; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** Failed or aborted before the cut, or gone back after it: the claim is as it was. */
  | { readonly kind: 'undone'; readonly cause: AppError | undefined; readonly interrupted: boolean }
  /** Journal kept; one of the `ways` continues. */
  | ({
      readonly kind: 'stopped';
      readonly cause: AppError;
      readonly interrupted: boolean;
      readonly phase: PhaseName;
      readonly ways: readonly WayOn[];
    } & ScaledDown);
