import { KubeError, type KubeFailure, type KubeReason } from './errors.ts';

/** The fields of `meta/v1 Status` that decide what a failure means. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: { readonly retryAfterSeconds?: number };
}

/** What came back instead of success. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** Longest foreign text in a message: a load balancer may answer with a whole page. */
const longestMessage = 1000;

/** apimachinery's `StatusReason` values that say more than their HTTP status. */
const byReason: Readonly<Record<string, KubeReason>> = {
  AlreadyExists: 'alreadyExists',
  Conflict: 'conflict',
  Expired: 'gone',
  Gone: 'gone',
  NotFound: 'notFound',
  Forbidden: 'forbidden',
  Unauthorized: 'unauthorized',
  Invalid: 'invalid',
  BadRequest: 'invalid',
  TooManyRequests: 'tooManyRequests',
};

const byStatus: Readonly<Record<number, KubeReason>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'gone',
  429: 'tooManyRequests',
};

/** The error for an HTTP answer other than success. */
export function parseFailure(answer: Answer, attempt: string): KubeError {
  const status = parseStatus(answer.body);
  const retryAfter = Number(answer.retryAfter ?? status?.details?.retryAfterSeconds);
  const wait = Number.isFinite(retryAfter) ? { retryAfter } : {};
  return new KubeError({
    reason: meaning(status?.reason, answer.status),
    message: status?.message || answer.body.trim().slice(0, longestMessage) || `HTTP ${answer.status}`,
    status: answer.status,
    attempt,
    ...wait,
  });
}

/** The error inside a watch, whose HTTP status was 200. */
export function parseWatchFailure(object: unknown, attempt: string): KubeError {
  const code = (object as Status | undefined)?.code ?? 500;
  return parseFailure({ status: code, retryAfter: undefined, body: JSON.stringify(object) }, attempt);
}

/** The error for a socket that failed; names the server's address, never its user. */
export function unreachable(server: URL, attempt: string, error: unknown): KubeError {
  const failure: KubeFailure = {
    reason: 'unreachable',
    message: `cannot reach ${server.origin}: ${socketWords(error)}`,
    attempt,
    cause: error,
  };
  return new KubeError(failure);
}

export function abortedCall(attempt: string): KubeError {
  return new KubeError({ reason: 'aborted', message: 'interrupted', attempt });
}

function meaning(reason: string | undefined, status: number): KubeReason {
  const known = byReason[reason ?? ''] ?? byStatus[status];
  if (known !== undefined) return known;
  return status >= 400 && status < 500 ? 'invalid' : 'serverError';
}

function parseStatus(body: string): Status | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function socketWords(error: unknown): string {
  // Several addresses tried: the outer message is empty then.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(socketWords).join(', ');
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
}
