import type { Lifetime } from './lifetime.ts';

/** Keys that wait to be looked at; a key that waits already is not added twice, one in work is looked at once more. */
export interface Queue {
  add(key: string): void;
  /** Begins the work. Before the caches are complete an object not yet seen would look deleted. */
  start(): void;
}

const workers = 4;
const longestPause = 2000;

/** A failed key comes again, first after 50 ms, then ever later up to 2 s. */
export function createQueue(handle: (key: string) => Promise<void>, lifetime: Lifetime): Queue {
  const waiting = new Set<string>();
  const busy = new Set<string>();
  const failures = new Map<string, number>();
  let started = false;
  const add = (key: string) => {
    waiting.add(key);
    pump();
  };
  const again = (key: string) => {
    const failed = failures.get(key) ?? 0;
    failures.set(key, failed + 1);
    setTimeout(add, Math.min(50 * 2 ** failed, longestPause), key).unref();
  };
  const work = async (key: string) => {
    try {
      await handle(key);
      failures.delete(key);
    } catch {
      again(key);
    } finally {
      busy.delete(key);
      pump();
    }
  };
  const pump = () => {
    if (!started || lifetime.signal.aborted) return;
    for (const key of waiting) {
      if (busy.size >= workers) return;
      if (busy.has(key)) continue;
      waiting.delete(key);
      busy.add(key);
      lifetime.track(work(key));
    }
  };
  return { add, start: () => ((started = true), pump()) };
}
