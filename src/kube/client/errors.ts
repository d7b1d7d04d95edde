import type { Hint } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';

/** What an API failure means for the caller. */
export type KubeReason =
  | 'notFound'
  | 'alreadyExists'
  | 'conflict'
  | 'forbidden'
  | 'unauthorized'
  | 'invalid'
  | 'gone'
  | 'tooManyRequests'
  | 'serverError'
  | 'unreachable'
  /** The caller's signal ended the call; `wasInterrupted` tells it from the others. */
  | 'aborted'
  /** A lease that its holder does not hold any more, or soon may not. */
  | 'leaseLost';

interface KubeFailure {
  readonly reason: KubeReason;
  /** The server's own words, or the socket's. */
  readonly message: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Seconds the server asks us to wait (Retry-After). */
  readonly retryAfter?: number;
  /** What we tried, e.g. `delete persistentvolumeclaims app/db in this cluster`; absent where it says nothing to anybody. */
  readonly attempt?: string | undefined;
  /** What to type or do next. */
  readonly next?: readonly Hint[];
  readonly cause?: unknown;
}

/** An answer of an API server that is not a success, or no answer at all. */
export class KubeError extends AppError {
  readonly reason: KubeReason;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  /** The server's own words, without ours around them. */
  readonly answer: string;

  constructor(failure: KubeFailure) {
    const { attempt, message, next = [], cause } = failure;
    super(failure.reason === 'aborted' ? 'interrupted' : 'cluster', attempt === undefined ? message : `${attempt}: ${message}`, {
      next,
      cause,
    });
    this.name = 'KubeError';
    this.reason = failure.reason;
    this.status = failure.status;
    this.retryAfter = failure.retryAfter;
    this.answer = failure.message;
  }
}

/** Whether `error` is an API failure with one of these meanings. */
export function failedWith(error: unknown, ...reasons: KubeReason[]): error is KubeError {
  return error instanceof KubeError && reasons.includes(error.reason);
}
