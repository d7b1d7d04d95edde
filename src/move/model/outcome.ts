import type { Hint } from '../../base/hint.ts';
import type { AppError } from '../../base/errors.ts';
import type { PhaseName } from './phase-names.ts';
import type { Plan } from './plan.ts';

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

/** What a finished move can say about itself. */
export interface MoveReport {
  readonly move: string;
  readonly namespace: string;
  readonly claim: string;
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  readonly files: number;
  readonly passes: number;
  /** Absent with `--verify=none` and `--verify=restore`. */
  readonly verified?: { readonly entries: number; readonly digest: string };
  /** What restic does not carry and was found: `3 sockets`. */
  readonly notCarried: readonly string[];
  /** What stays behind and whose it is now, e.g. a real volume of a class with Retain, or the kept source. */
  readonly leftBehind: readonly string[];
  readonly phaseMilliseconds: Partial<Record<PhaseName, number>>;
  /** From the deletion of the claim until its successor was Bound. */
  readonly cutMilliseconds?: number;
}

/** How a command on a move ended. */
export type MoveOutcome =
  | { readonly kind: 'moved'; readonly report: MoveReport }
  /** The copy is in place, the old one is kept (`--keep-source`). */
  | { readonly kind: 'kept'; readonly report: MoveReport }
  | { readonly kind: 'already-there'; readonly message: string }
  | { readonly kind: 'planned'; readonly plan: Plan; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** Failed or aborted before the cut, or gone back after it: the claim is as it was. */
  | { readonly kind: 'undone'; readonly cause: AppError | undefined; readonly interrupted: boolean }
  /** Journal kept; `resume` or `abort` continues. */
  | { readonly kind: 'stopped'; readonly cause: AppError; readonly interrupted: boolean; readonly phase: PhaseName };
