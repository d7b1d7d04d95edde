import type { Clock } from './clock.ts';

/** Runs `work` with a signal that is aborted after `milliseconds`: it must come to an end then. Resolves, or rejects, as `work` does. */
export async function withDeadline<R>(clock: Clock, milliseconds: number, work: (late: AbortSignal) => Promise<R>): Promise<R> {
  const [late, over] = [new AbortController(), new AbortController()];
  const timer = clock.sleep(milliseconds, over.signal).then(
    () => late.abort(new Error('waited long enough')),
    () => undefined,
  );
  try {
    return await work(late.signal);
  } finally {
    over.abort();
    await timer;
  }
}
