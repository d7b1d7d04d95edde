import { startLoop } from '../../informer.ts';

const firstDelay = 5;
const longestDelay = 1_000_000;

export interface WorkQueue {
  /** Asks for `key` to be looked at, now or after a while; it is looked at once however often it was asked for. */
  add(key: string, afterMilliseconds?: number): void;
  readonly stopped: Promise<void>;
}

/**
 * Keys with work to do, one at a time. A key that fails is tried again after 5 ms, doubling up to 1000 s (the rate limiter of
 * Kubernetes' controllers); being added again meanwhile makes it run at once and forgets no failure.
 */
export function startQueue(
  reconcile: (key: string) => Promise<void>,
  signal: AbortSignal,
  failed: (key: string, error: unknown) => void = () => undefined,
): WorkQueue {
  const ready = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();

  const attempt = async (key: string) => {
    try {
      await reconcile(key);
      failures.delete(key);
    } catch (error) {
      if (signal.aborted) return;
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      failed(key, error);
      add(key, Math.min(firstDelay * 2 ** count, longestDelay));
    }
  };
  const round = async () => {
    for (const key of [...ready]) {
      if (signal.aborted) return;
      ready.delete(key);
      await attempt(key);
    }
  };
  const loop = startLoop(round, signal);
  const addNow = (key: string) => {
    ready.add(key);
    loop.poke();
  };
  const add = (key: string, after = 0) => {
    if (signal.aborted) return;
    if (after <= 0) return addNow(key);
    const at = Date.now() + after;
    const waiting = timers.get(key);
    if (waiting !== undefined && waiting.at <= at) return;
    clearTimeout(waiting?.timer);
    const timer = setTimeout(() => (timers.delete(key), addNow(key)), after);
    timers.set(key, { at, timer });
  };
  signal.addEventListener('abort', () => timers.forEach(({ timer }) => clearTimeout(timer)), { once: true });
  return { add, stopped: loop.stopped };
}
