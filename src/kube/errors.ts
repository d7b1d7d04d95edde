import { AppError } from '../base/errors.ts';

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
  | 'aborted';

export interface KubeFailure {
  readonly reason: KubeReason;
  /** The server's own words, or the socket's. */
  readonly message: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Seconds the server asks us to wait (Retry-After). */
  readonly retryAfter?: number;
  /** What we tried, e.g. `delete persistentvolumeclaims app/db in this cluster`. */
  readonly attempt: string;
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
    super('cluster', `${failure.attempt}: ${failure.message}`, { cause: failure.cause });
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
