import type { Clock } from '../../base/time/clock.ts';
import type { EventRecorder } from '../../kube/controller/event-recorder.ts';
import { WorkQueue } from '../../kube/controller/work-queue.ts';
import type { ControllerLog } from '../model/controller-log.ts';
import type { Reconciler } from '../model/reconciler.ts';
import { defectStack, eventOfLook, failureText, type Look, pendingReason } from './look.ts';
import { logLook } from './log-look.ts';
import { type StandingCount, Standings } from './standings.ts';

/** What is counted of the loop. */
export interface LoopMeter {
  added(reconciler: string): void;
  looked(reconciler: string, look: Look['kind'], seconds: number): void;
  retried(reconciler: string): void;
}

interface LoopOptions {
  readonly clock: Clock;
  /** Ends the loop: what is being worked on is finished, nothing else is begun. */
  readonly signal: AbortSignal;
  /** How many objects are worked on at the same time. */
  readonly workers: number;
  /** After this time an object that is on its way is looked at again, whatever the watches say. */
  readonly resyncMilliseconds: number;
  readonly log: ControllerLog;
  readonly record: EventRecorder;
  readonly meter: LoopMeter;
}

/** A look that has not ended. */
export interface RunningLook {
  readonly reconciler: string;
  readonly key: string;
  /** On the clock's `elapsed`. */
  readonly since: number;
}

/** For what cannot go on, and for what fails. */
const backoff = { first: 1000, longest: 300_000 };

/** Keys of all reconcilers in one queue; every answer is told, counted, and decides when the next look comes. */
export class ReconcileLoop {
  readonly #options: LoopOptions;
  readonly #queue: WorkQueue;
  readonly #standings = new Standings();
  readonly #running = new Map<string, RunningLook>();
  #reconcilers: ReadonlyMap<string, Reconciler> = new Map();

  constructor(options: LoopOptions) {
    this.#options = options;
    const { clock, signal, workers } = options;
    this.#queue = new WorkQueue({ reconcile: (item) => this.#look(item), clock, signal, concurrency: workers, backoff });
  }

  /** Resolves when the loop has ended and no look is under way. */
  get stopped(): Promise<void> {
    return this.#queue.stopped;
  }

  get depth(): number {
    return this.#queue.depth;
  }

  get standings(): readonly StandingCount[] {
    return this.#standings.count();
  }

  /** The look that has been under way for the longest time. */
  get longest(): RunningLook | undefined {
    return this.#running.values().next().value;
  }

  /** Asks for a look, now or after a while; before the start keys are only kept. */
  enqueue(reconciler: string, key: string, afterMilliseconds?: number): void {
    this.#options.meter.added(reconciler);
    this.#queue.add(joined(reconciler, key), afterMilliseconds);
  }

  start(reconcilers: readonly Reconciler[]): void {
    this.#reconcilers = new Map(reconcilers.map((reconciler) => [reconciler.name, reconciler]));
    this.#queue.start();
  }

  async #look(item: string): Promise<void | 'again'> {
    const { name, key } = split(item);
    const reconciler = this.#reconcilers.get(name);
    const { clock, log } = this.#options;
    if (reconciler === undefined) return log.error({ reconciler: name, key }, 'there is no such reconciler');
    const since = clock.elapsed();
    this.#running.set(item, { reconciler: name, key, since });
    try {
      const look = await lookAt(reconciler, key);
      await this.#take(reconciler, key, { look, since }).catch((error: unknown) =>
        log.error({ reconciler: name, key, error: failureText(error), stack: defectStack(error) }, 'an answer could not be told'),
      );
      return this.#next(item, look);
    } finally {
      this.#running.delete(item);
    }
  }

  /** What the queue does then. Throws what the look failed with, which may say when the server can be asked again. */
  #next(item: string, look: Look): 'again' | undefined {
    if (look.kind === 'in-background') this.#queue.add(item, this.#options.resyncMilliseconds);
    if (look.kind !== 'blocked' && look.kind !== 'failed') return undefined;
    this.#options.meter.retried(split(item).name);
    if (look.kind === 'failed') throw look.error;
    return 'again';
  }

  /** Counts, logs and tells how a look ended. */
  async #take(reconciler: Reconciler, key: string, { look, since }: { look: Look; since: number }): Promise<void> {
    const { clock, meter, log, record } = this.#options;
    meter.looked(reconciler.name, look.kind, (clock.elapsed() - since) / 1000);
    const about = reconciler.about(key);
    if (about === undefined || look.kind === 'not-mine') this.#standings.forget(reconciler.name, key);
    else this.#standings.set(reconciler.name, key, pendingReason(look));
    logLook(log, { reconciler: reconciler.name, key, about }, look);
    const report = eventOfLook(look);
    if (about !== undefined && report !== undefined) await record(about, report);
  }
}

async function lookAt(reconciler: Reconciler, key: string): Promise<Look> {
  try {
    return await reconciler.reconcile(key);
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function joined(reconciler: string, key: string): string {
  return `${reconciler} ${key}`;
}

function split(item: string): { name: string; key: string } {
  const space = item.indexOf(' ');
  return { name: item.slice(0, space), key: item.slice(space + 1) };
}
