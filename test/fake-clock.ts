import type { Clock } from '../src/base/time/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves the time; sleepers whose time has come wake in order, and get to act before later ones wake. */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when at least this many sleep at the same time. */
  sleepers(count: number): Promise<void>;
  /** How long each sleep so far was asked to be. */
  readonly slept: readonly number[];
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Starts at `start`, or at the beginning of 2026. */
export function createFakeClock(start = new Date('2026-01-01T00:00:00Z')): FakeClock {
  return new StandingClock(start);
}

class StandingClock implements FakeClock {
  readonly slept: number[] = [];
  readonly #start: Date;
  readonly #asleep = new Set<Sleeper>();
  readonly #watchers = new Set<() => void>();
  #elapsed = 0;

  constructor(start: Date) {
    this.#start = start;
  }

  now(): Date {
    return new Date(this.#start.getTime() + this.#elapsed);
  }

  elapsed(): number {
    return this.#elapsed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = (settle: () => void) => {
        this.#asleep.delete(sleeper);
        signal?.removeEventListener('abort', aborted);
        settle();
      };
      const aborted = () => end(() => reject(signal?.reason));
      const sleeper: Sleeper = { until: this.#elapsed + Math.max(0, milliseconds), wake: () => end(resolve) };
      this.#asleep.add(sleeper);
      signal?.addEventListener('abort', aborted, { once: true });
      for (const watcher of this.#watchers) watcher();
    });
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    for (let sleeper = this.#next(end); sleeper !== undefined; sleeper = this.#next(end)) {
      this.#elapsed = Math.max(this.#elapsed, sleeper.until);
      sleeper.wake();
      await settle();
    }
    this.#elapsed = end;
  }

  sleepers(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.#asleep.size < count) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  #next(end: number): Sleeper | undefined {
    return [...this.#asleep].filter(({ until }) => until <= end).toSorted((a, b) => a.until - b.until)[0];
  }
}

/** Lets everything run that needs no time and no network. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
