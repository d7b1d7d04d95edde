import { AppError } from '../../base/errors.ts';
import type { Hint } from '../../base/hint.ts';
import type { Move } from '../model/move.ts';
import { stallMilliseconds } from './timeout.ts';

/** A start takes a moment; who looks earlier sees nothing but that. */
const lookMilliseconds = 10_000;

/** A pod of ours that is to start. */
export interface Starting {
  /** As in "the repository". */
  readonly what: string;
  readonly started: () => boolean;
  /** What is seen of it; the most telling fact last. */
  readonly look: () => Promise<readonly string[]>;
  /** What is known better than that it has not started. */
  readonly explain?: () => Explanation | undefined;
}

export interface Explanation {
  /** What it has not done, as in "has not started". */
  readonly missed: string;
  readonly next: readonly Hint[];
}

/**
 * Says what keeps a pod from starting, and throws when it has not started within the move's stall time: until then a node, an image or a
 * quota may still come. Nothing is at stake before it runs.
 */
export async function watchStart(move: Pick<Move, 'clock' | 'journal' | 'signal' | 'waiting'>, starting: Starting): Promise<void> {
  const { what, started, look, explain } = starting;
  const { stallSeconds } = move.journal.value.request;
  const limit = stallMilliseconds(move);
  const since = move.clock.elapsed();
  for (let told = ''; ;) {
    await move.clock.sleep(Math.min(lookMilliseconds, limit), move.signal);
    if (started()) return;
    const seen = await look();
    if (started()) return;
    if (move.clock.elapsed() - since >= limit) {
      const { missed = 'has not started', next } = explain?.() ?? {};
      throw startError(`${what} ${missed} within ${stallSeconds} s`, seen, next);
    }
    const last = seen.at(-1) ?? '';
    if (last !== told) move.waiting(`${what} to start: ${(told = last)}`);
  }
}

/** The error of a pod of ours that never ran. */
export function startError(message: string, seen: readonly string[], next = imageAdvice): AppError {
  return new AppError('move', message, {
    seen,
    next: ['fix the problem above and retry', ...next, 'a slow start is given more time with --stall-timeout'],
  });
}

const imageAdvice: readonly Hint[] = [
  'images that the clusters can pull are given with --restic-image, --restic-server-image and --verify-image',
  'a registry that wants a password gets it from the Secret that --image-pull-secret names',
];
