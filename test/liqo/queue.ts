import { systemClock } from '../../src/base/time/system-clock.ts';
import { WorkQueue } from '../../src/kube/controller/work-queue.ts';
import type { Lifetime } from './lifetime.ts';

/** A queue as Liqo's controllers have it: a few workers, and never long until a failed key comes again. */
export function createQueue(reconcile: (key: string) => Promise<void>, lifetime: Lifetime): WorkQueue {
  const backoff = { first: 50, longest: 2000 };
  const queue = new WorkQueue({ reconcile, clock: systemClock, signal: lifetime.signal, concurrency: 4, backoff });
  lifetime.track(queue.stopped);
  return queue;
}
