import { AppError } from '../base/errors.ts';

/** The result of `work`, or AppError `interrupted` as soon as `signal` aborts; what was begun is then left to itself. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new AppError('interrupted', 'interrupted'));
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
