import type { Clock } from './clock.ts';

/** Does `act` after a while, unless the returned function is called before. */
export function startTimer(clock: Clock, milliseconds: number, act: () => void): () => void {
  const stop = new AbortController();
  void clock.sleep(milliseconds, stop.signal).then(act, () => undefined);
  return () => stop.abort();
}
