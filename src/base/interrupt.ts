import { interruption } from './errors.ts';

/** Ctrl-C as two signals: `gentle` is aborted by the first, `hard` by the second. */
export interface WatchedSignals {
  readonly gentle: AbortSignal;
  readonly hard: AbortSignal;
  /** Stops listening. */
  stop(): void;
}

/** What is listened to; the process, or a stand-in. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** Turns SIGINT and SIGTERM into abort signals: the first asks for a stop at the next safe point, the second for a stop at once. */
export function watchSignals(source: SignalSource = process): WatchedSignals {
  const gentle = new AbortController();
  const hard = new AbortController();
  const stop = () => {
    source.off('SIGINT', interrupted);
    source.off('SIGTERM', interrupted);
  };
  const interrupted = () => {
    if (!gentle.signal.aborted) return gentle.abort(interruption());
    hard.abort(interruption());
    // A third signal must end even a program that hangs: without a listener the system's own way applies. Not before the other listeners
    // have been told of this one: the spinner's ends the process when it finds itself alone.
    setImmediate(stop);
  };
  source.on('SIGINT', interrupted);
  source.on('SIGTERM', interrupted);
  return { gentle: gentle.signal, hard: hard.signal, stop };
}

type EndingSignal = 'SIGINT' | 'SIGTERM';

/** Tells of every SIGINT and SIGTERM, none of which ends the process meanwhile. Returns how to stop that. */
export function heedSignals(heed: (signal: EndingSignal) => void, source: SignalSource = process): () => void {
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, () => heed(signal)] as const);
  for (const [signal, listener] of listeners) source.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) source.off(signal, listener);
  };
}
