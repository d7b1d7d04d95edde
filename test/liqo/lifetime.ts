import { setMaxListeners } from 'node:events';

/** How long a part runs, and what must have ended before it counts as stopped. */
export interface Lifetime {
  readonly signal: AbortSignal;
  /** Work in flight: a stopped part may not write a moment later. */
  track(work: Promise<unknown>): void;
  /** A part of this one: stops with it, or earlier. */
  child(): Lifetime;
  /** Asks everything to end, resolves when it has. */
  stop(): Promise<void>;
  /** Resolves when everything has ended. */
  readonly stopped: Promise<void>;
}

/** Begins a lifetime that ends with `outer` at the latest. */
export function startLifetime(outer: AbortSignal): Lifetime {
  const controller = new AbortController();
  // One listener per watch and part: many, and none of them leaks.
  setMaxListeners(0, controller.signal);
  const inFlight = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>) => {
    const tracked = work.catch(() => undefined).finally(() => inFlight.delete(tracked));
    inFlight.add(tracked);
  };
  const end = () => controller.abort();
  const settle = async () => {
    outer.removeEventListener('abort', end);
    while (inFlight.size > 0) await Promise.all(inFlight);
  };
  const stopped = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => void settle().then(resolve), { once: true });
  });
  if (outer.aborted) end();
  else outer.addEventListener('abort', end, { once: true });
  return {
    signal: controller.signal,
    track,
    child: () => {
      const part = startLifetime(controller.signal);
      track(part.stopped);
      return part;
    },
    stop: async () => {
      end();
      await stopped;
    },
    stopped,
  };
}
