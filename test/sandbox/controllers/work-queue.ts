import { startLoop } from '../../informer.ts';

const firstDelay = 5;
const longestDelay = 1_000_000;

interface WorkQueueOptions {
  readonly reconcile: (key: string) => Promise<void>;
  readonly signal: AbortSignal;
  readonly failed?: ((key: string, error: unknown) => void) | undefined;
}

/**
 * Keys with work to do, one at a time. A key that fails is tried again after 5 ms, doubling up to 1000 s (the rate limiter of
 * Kubernetes' controllers); being added again meanwhile makes it run at once and forgets no failure.
 */
export class WorkQueue {
  readonly stopped: Promise<void>;
  readonly #options: WorkQueueOptions;
  readonly #poke: () => void;
  readonly #ready = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    const { poke, stopped } = startLoop(() => this.#drain(), options.signal);
    this.#poke = poke;
    this.stopped = stopped;
    options.signal.addEventListener('abort', () => this.#timers.forEach(({ timer }) => clearTimeout(timer)), { once: true });
  }

  /** Asks for `key` to be looked at, now or after a while; it is looked at once however often it was asked for. */
  add(key: string, afterMilliseconds = 0): void {
    if (this.#options.signal.aborted) return;
    if (afterMilliseconds <= 0) return this.#addNow(key);
    const at = Date.now() + afterMilliseconds;
    const waiting = this.#timers.get(key);
    if (waiting !== undefined && waiting.at <= at) return;
    clearTimeout(waiting?.timer);
    const ripen = () => (this.#timers.delete(key), this.#addNow(key));
    // A longer timeout than 2^31 ms would run out at once.
    this.#timers.set(key, { at, timer: setTimeout(ripen, Math.min(afterMilliseconds, 2 ** 31 - 1)) });
  }

  #addNow(key: string): void {
    this.#ready.add(key);
    this.#poke();
  }

  async #drain(): Promise<void> {
    for (const key of this.#ready) {
      if (this.#options.signal.aborted) return;
      this.#ready.delete(key);
      await this.#attempt(key);
    }
  }

  async #attempt(key: string): Promise<void> {
    try {
      await this.#options.reconcile(key);
      this.#failures.delete(key);
    } catch (error) {
      if (this.#options.signal.aborted) return;
      const count = this.#failures.get(key) ?? 0;
      this.#failures.set(key, count + 1);
      this.#options.failed?.(key, error);
      this.add(key, Math.min(firstDelay * 2 ** count, longestDelay));
    }
  }
}
