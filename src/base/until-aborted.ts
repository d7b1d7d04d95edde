import { interruption } from './errors.ts';

/**
 * The result of `work`, or what `instead` returns or throws as soon as `signal` aborts, by default AppError `interrupted`; what was begun is then
 * left to itself.
 */
export function untilAborted<R>(signal: AbortSignal, work: Promise<R>, instead: () => R = interrupt): Promise<R> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      try {
        resolve(instead());
      } catch (error) {
        reject(error as Error);
      }
    };
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

function interrupt(): never {
  throw interruption();
}
