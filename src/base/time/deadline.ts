import { type Clock, startTimer } from './clock.ts';
import { interruption } from '../errors.ts';

/** How long something may take. */
export interface Deadline {
  readonly clock: Clock;
  readonly milliseconds: number;
}

/**
 * Runs `work` with a signal that is aborted when the time is over, or with `signal`: it must come to an end then, and is waited for. Resolves, or
 * rejects, as `work` does.
 */
export async function withDeadline<R>(
  { clock, milliseconds, signal }: Deadline & { readonly signal?: AbortSignal },
  work: (ends: AbortSignal) => Promise<R>,
): Promise<R> {
  const ends = new AbortController();
  // Not AbortSignal.any: what it joins to a signal is kept as long as that one lives, and some live as long as the program.
  const follow = () => ends.abort(signal?.reason);
  if (signal?.aborted) follow();
  signal?.addEventListener('abort', follow, { once: true });
  const stopTimer = startTimer(clock, milliseconds, () => ends.abort(interruption()));
  try {
    return await work(ends.signal);
  } finally {
    stopTimer();
    signal?.removeEventListener('abort', follow);
  }
}

/** The result of `work`, or what `late` returns or throws when the time is over; what was begun is then left to itself. */
export function orLate<R>(deadline: Deadline, work: Promise<R>, late: () => R): Promise<R> {
  return withDeadline(deadline, (ends) => untilAborted(ends, work, late));
}

/**
 * The result of `work`, or what `instead` returns or throws as soon as `signal` aborts, by default AppError `interrupted`; what was begun is then
 * left to itself.
 */
export function untilAborted<R>(signal: AbortSignal, work: Promise<R>, instead: () => R = interrupt): Promise<R> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      try {
        resolve(instead());
      } catch (error) {
        reject(error as Error);
      }
    };
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

function interrupt(): never {
  throw interruption();
}
