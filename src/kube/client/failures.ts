import { KubeError, type KubeReason } from './errors.ts';
import { explainSocket } from './socket-words.ts';

/** The fields of `meta/v1 Status` that decide what a failure means. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: { readonly retryAfterSeconds?: number };
}

/** What came back instead of success. */
export interface ServerAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
  /** Who answered. */
  readonly server?: URL;
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
export function parseFailure(answer: ServerAnswer, attempt: string): KubeError {
  const status = parseStatus(answer.body);
  const retryAfter = Number(answer.retryAfter ?? status?.details?.retryAfterSeconds);
  const wait = Number.isFinite(retryAfter) ? { retryAfter } : {};
  const words = status?.message || answer.body.trim().slice(0, longestMessage) || `HTTP ${answer.status}`;
  const reason = meaning(status?.reason, answer.status);
  if (reason === 'unauthorized') return notLoggedIn(answer, words, attempt);
  return new KubeError({ reason, message: words, status: answer.status, attempt, ...wait });
}

function notLoggedIn({ status, server }: ServerAnswer, words: string, attempt: string): KubeError {
  const where = server === undefined ? 'the API server' : `the API server ${server.origin}`;
  const message = `${where} rejected your credentials (${status}): ${words}`;
  return new KubeError({
    reason: 'unauthorized',
    message,
    status,
    attempt,
    next: ['log in again: the token or certificate may have expired'],
  });
}

/** The error inside a watch, whose HTTP status was 200. */
export function parseWatchFailure(object: unknown, attempt: string): KubeError {
  const code = (object as Status | undefined)?.code ?? 500;
  return parseFailure({ status: code, retryAfter: undefined, body: JSON.stringify(object ?? {}) }, attempt);
}

/** The error for a socket that failed; names the server's address, never its user. */
export function unreachable(server: URL, attempt: string, error: unknown): KubeError {
  return new KubeError({ reason: 'unreachable', message: explainSocket(server, error), attempt, cause: error });
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
