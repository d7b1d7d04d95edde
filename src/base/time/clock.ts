/** Time as a collaborator, so that tests own it. */
export interface Clock {
  /** Wall-clock time, for what people read. Never compared with another machine's. */
  now(): Date;
  /** Milliseconds from an arbitrary start, never going backwards; for measuring durations. */
  elapsed(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Does `act` after a while, unless the returned function is called before. */
export function startTimer(clock: Clock, milliseconds: number, act: () => void): () => void {
  const stop = new AbortController();
  void clock.sleep(milliseconds, stop.signal).then(act, () => undefined);
  return () => stop.abort();
}
