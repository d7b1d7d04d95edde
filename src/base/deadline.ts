import type { Clock } from './clock.ts';
import { interruption } from './errors.ts';
import { startTimer } from './timer.ts';
import { untilAborted } from './until-aborted.ts';

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
