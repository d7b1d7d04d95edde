import { type Clock, startTimer } from '../../base/time/clock.ts';
import { KubeError } from '../client/errors.ts';
import { retryDelay } from '../client/retry.ts';
import { type Backoff, backoffDelay } from './backoff.ts';

export interface WorkQueueOptions {
  /**
   * Brings what the key names into its wanted state; safe to repeat. A failure makes the key come again later, and not before the
   * server's Retry-After; so does the answer `again`, which is no failure to be told of.
   */
  readonly reconcile: (key: string) => Promise<void | 'again'>;
  readonly clock: Clock;
  /** Ends the queue: what is being worked on is finished, nothing else is begun. */
  readonly signal: AbortSignal;
  /** How many keys are worked on at the same time; 1 unless given. */
  readonly concurrency?: number;
  /** For keys that fail; that of Kubernetes' controllers unless given. */
  readonly backoff?: Backoff;
  /** Told of every failure. */
  readonly failed?: (key: string, error: unknown) => void;
}

const usualBackoff: Backoff = { first: 5, longest: 1_000_000 };

/**
 * Work that waits for nothing follows each other within one turn of the event loop. After so long timers and connections get theirs: a thousand looks
 * at what is as it shall be would keep a lease from being renewed.
 */
const turnMilliseconds = 20;

/** Timers for longer than this run out at once (2^31 ms in Node.js). */
const longestTimer = 2 ** 31 - 1;

/**
 * Keys that wait to be looked at, never one of them twice at the same time. A key that waits already is not added twice, one that is being
 * worked on is looked at once more. One that fails comes again, later each time; added meanwhile it is tried at once, and no failure is forgotten.
 */
export class WorkQueue {
  /** Resolves when the queue has ended and no work is under way. */
  readonly stopped: Promise<void>;
  readonly #options: WorkQueueOptions;
  readonly #ready = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #later = new Map<string, { readonly at: number; readonly stop: () => void }>();
  #started = false;
  /** When this turn of the event loop has begun, on the clock's `elapsed`. */
  #turn: number | undefined;
  #settle: () => void = () => undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.stopped = new Promise((resolve) => (this.#settle = resolve));
    if (options.signal.aborted) this.#end();
    else options.signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** How many keys wait to be looked at as soon as there is room. */
  get depth(): number {
    return this.#ready.size;
  }

  /** Asks for `key` to be looked at, now or after a while; of several times that are still to come, the earliest counts. */
  add(key: string, afterMilliseconds = 0): void {
    if (this.#options.signal.aborted) return;
    if (afterMilliseconds > 0) return this.#addLater(key, Math.min(afterMilliseconds, longestTimer));
    this.#ready.add(key);
    this.#pump();
  }

  /** Begins the work. Before the caches are complete, an object that has not been seen yet would look deleted. */
  start(): void {
    this.#started = true;
    this.#pump();
  }

  #addLater(key: string, milliseconds: number): void {
    const { clock } = this.#options;
    const at = clock.elapsed() + milliseconds;
    const earlier = this.#later.get(key);
    if (earlier !== undefined && earlier.at <= at) return;
    earlier?.stop();
    const ripen = () => {
      this.#later.delete(key);
      this.add(key);
    };
    this.#later.set(key, { at, stop: startTimer(clock, milliseconds, ripen) });
  }

  #pump(): void {
    const { signal, concurrency = 1 } = this.#options;
    if (!this.#started || signal.aborted) return;
    for (const key of this.#ready) {
      if (this.#busy.size >= concurrency || this.#isTurnOver()) return;
      if (this.#busy.has(key)) continue;
      this.#ready.delete(key);
      this.#busy.add(key);
      void this.#work(key);
    }
  }

  /** Whether the rest must wait for the next turn, which goes on with it. */
  #isTurnOver(): boolean {
    const now = this.#options.clock.elapsed();
    if (this.#turn === undefined) {
      this.#turn = now;
      setImmediate(() => {
        this.#turn = undefined;
        this.#pump();
      });
    }
    return now - this.#turn >= turnMilliseconds;
  }

  async #work(key: string): Promise<void> {
    try {
      if ((await this.#options.reconcile(key)) === 'again') this.#postpone(key);
      else this.#failures.delete(key);
    } catch (error) {
      this.#postpone(key, error);
      if (!this.#options.signal.aborted) this.#options.failed?.(key, error);
    } finally {
      this.#busy.delete(key);
      if (this.#options.signal.aborted) this.#end();
      else this.#pump();
    }
  }

  #postpone(key: string, error?: unknown): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const delay = backoffDelay(failures, this.#options.backoff ?? usualBackoff);
    this.add(key, error instanceof KubeError ? retryDelay(error, delay) : delay);
  }

  #end(): void {
    for (const { stop } of this.#later.values()) stop();
    if (this.#busy.size === 0) this.#settle();
  }
}
