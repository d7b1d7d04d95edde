import type { Clock } from '../src/base/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves the time; sleepers whose time has come wake in order, and get to act before later ones wake. */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when at least this many sleep at the same time. */
  sleepers(count: number): Promise<void>;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Starts at `start`, or at the beginning of 2026. */
export function createFakeClock(start = new Date('2026-01-01T00:00:00Z')): FakeClock {
  let elapsed = 0;
  const asleep = new Set<Sleeper>();
  const watchers = new Set<() => void>();
  const next = (end: number) => [...asleep].filter(({ until }) => until <= end).toSorted((a, b) => a.until - b.until)[0];

  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = (settle: () => void) => {
        asleep.delete(sleeper);
        signal?.removeEventListener('abort', aborted);
        settle();
      };
      const aborted = () => end(() => reject(signal?.reason));
      const sleeper: Sleeper = { until: elapsed + Math.max(0, milliseconds), wake: () => end(resolve) };
      asleep.add(sleeper);
      signal?.addEventListener('abort', aborted, { once: true });
      for (const watcher of watchers) watcher();
    });

  return {
    now: () => new Date(start.getTime() + elapsed),
    elapsed: () => elapsed,
    sleep,
    advance: async (milliseconds) => {
      const end = elapsed + milliseconds;
      for (let sleeper = next(end); sleeper !== undefined; sleeper = next(end)) {
        elapsed = Math.max(elapsed, sleeper.until);
        sleeper.wake();
        await settle();
      }
      elapsed = end;
    },
    sleepers: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (asleep.size < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}

/** Lets everything run that needs no time and no network. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
