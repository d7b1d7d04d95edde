import type { Hint } from './hint.ts';

/** Who must act on an error; the exit code follows from it (exit-codes.ts). */
export type ErrorKind =
  /** The command line is wrong. */
  | 'usage'
  /** A check refused; nothing was changed. */
  | 'refused'
  /** A cluster could not be reached, or did not allow the call. */
  | 'cluster'
  /** The move itself cannot go on; the text says why. */
  | 'move'
  /** An abort signal ended it: Ctrl-C, or what it was part of is over. */
  | 'interrupted'
  /** A defect of ours. */
  | 'bug';

export interface ErrorDetails {
  /** What was seen: pod conditions, events, log lines. One fact per line. */
  readonly seen?: readonly string[];
  /** What to type or do next. */
  readonly next?: readonly Hint[];
  readonly cause?: unknown;
}

/** An error for the person who must act: what happened, what was seen, what to type next. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly seen: readonly string[];
  readonly next: readonly Hint[];

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.seen = details.seen ?? [];
    this.next = details.next ?? [];
  }
}

/** The error of what an abort signal has ended. */
export function interruption(): AppError {
  return new AppError('interrupted', 'interrupted');
}

/** Whether `error` only says that an abort signal ended something, in this program or in a call to a cluster. */
export function wasInterrupted(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'interrupted';
}
