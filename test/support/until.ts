import { setTimeout as pause } from 'node:timers/promises';

interface Patience {
  readonly everyMilliseconds?: number;
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  /** What was missing all the time, for the error. */
  readonly otherwise?: () => string;
}

type Maybe<T> = T | undefined | false;

/** Asks again and again, and returns the first answer that is neither undefined nor false. */
export async function until<T>(look: () => Maybe<T> | Promise<Maybe<T>>, patience: Patience = {}): Promise<T> {
  const { everyMilliseconds = 10, seconds = 60, signal, otherwise = () => 'waited in vain' } = patience;
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(otherwise());
    await pause(everyMilliseconds, undefined, { signal });
  }
}

/** The first answer that fits; the error tells the last one. */
export async function untilFits<T>(look: () => Promise<T>, fits: (seen: T) => boolean, patience: Patience = {}): Promise<T> {
  let last: T | undefined;
  const answer = async () => {
    last = await look();
    return fits(last) && { last };
  };
  const otherwise = () => `waited in vain; the last answer: ${JSON.stringify(last, null, 1)}`;
  return (await until(answer, { otherwise, ...patience })).last as T;
}

/** Tries until nothing is thrown any more; the error is the last one. */
export async function untilPasses<T>(attempt: () => Promise<T>, patience: Patience = {}): Promise<T> {
  let last: unknown;
  const answer = async () => {
    try {
      return { value: await attempt() };
    } catch (error) {
      last = error;
      return false;
    }
  };
  const { value } = await until(answer, patience).catch((error: unknown) => Promise.reject(last instanceof Error ? last : error));
  return value;
}
