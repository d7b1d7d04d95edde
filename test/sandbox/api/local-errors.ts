import { KubeError, type KubeReason } from '../../../src/kube/client/errors.ts';
import { ApiError } from './status.ts';

const reasons: Readonly<Record<number, KubeReason>> = {
  0: 'unreachable',
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  410: 'gone',
  422: 'invalid',
  429: 'tooManyRequests',
};

/** What a client over HTTP would make of the same failure. */
export function asKubeError(error: unknown, attempt: string): KubeError {
  if (error instanceof KubeError) return error;
  if (!(error instanceof ApiError)) {
    const message = error instanceof Error ? error.message : String(error);
    return new KubeError({ reason: 'serverError', status: 500, message, attempt, cause: error });
  }
  const reason =
    error.reason === 'AlreadyExists' ? 'alreadyExists' : error.code === 409 ? 'conflict' : (reasons[error.code] ?? 'serverError');
  return new KubeError({ reason, message: error.message, attempt, cause: error, ...(error.code === 0 ? {} : { status: error.code }) });
}
