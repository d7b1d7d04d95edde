import { AppError } from './errors.ts';

/** Closes a switch over a union: a forgotten member does not compile. */
export function assertNever(value: never): never {
  throw new AppError('bug', `unexpected value ${JSON.stringify(value)}`);
}
