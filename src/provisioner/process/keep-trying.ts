import type { Clock } from '../../base/time/clock.ts';
import { KubeError } from '../../kube/client/errors.ts';
import { retryDelay } from '../../kube/client/retry.ts';
import { backoffDelay } from '../../kube/controller/backoff.ts';
import type { ControllerLog } from '../model/controller-log.ts';
import { anyAborted } from './any-aborted.ts';

interface Persistence {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: ControllerLog;
}

const backoff = { first: 1000, longest: 30_000 };

/**
 * The result of the first attempt that no cluster refuses, with a line of the log for each that one did; undefined when the signal came
 * first. The signal of a failed attempt is aborted, so that nothing of it goes on.
 */
export async function keepTrying<R>(
  attempt: (signal: AbortSignal) => Promise<R>,
  { clock, signal, log }: Persistence,
): Promise<R | undefined> {
  // A cluster that never answers must not hold a process that shall end.
  const stopped = anyAborted(signal).then(() => undefined);
  for (let failures = 1; !signal.aborted; failures += 1) {
    const failed = new AbortController();
    try {
      return await Promise.race([attempt(AbortSignal.any([signal, failed.signal])), stopped]);
    } catch (error) {
      failed.abort();
      if (signal.aborted) return undefined;
      if (!(error instanceof KubeError)) throw error;
      log.warn({ error: error.message, reason: error.reason }, 'not ready: a cluster does not answer as it should');
      await clock.sleep(retryDelay(error, backoffDelay(failures, backoff)), signal).catch(() => undefined);
    }
  }
  return undefined;
}
