import { AppError } from '../../base/errors.ts';
import { withDeadline } from '../../base/time/deadline.ts';
import type { Move } from '../model/move.ts';

/** How long a pod of ours may stand still, or be waited for, before that counts as for ever. */
export function stallMilliseconds({ journal }: Pick<Move, 'journal'>): number {
  return journal.value.request.stallSeconds * 1000;
}

const longestDeletionGrace = 30_000;

/** How long what was deleted may take to go before somebody must be gone who should have seen to it. */
export function deletionGraceMilliseconds(move: Pick<Move, 'journal'>): number {
  // Less than a stall: that would be told as a stall of the phase that waits for it.
  return Math.min(longestDeletionGrace, stallMilliseconds(move) / 2);
}

/** Runs `act` with a move that is interrupted once the time is over. Resolves with its value; undefined: the time was over first. */
export async function withTimeout<R>(
  move: Move,
  milliseconds: number,
  act: (patient: Move) => Promise<R>,
): Promise<{ readonly value: R } | undefined> {
  return withDeadline({ clock: move.clock, milliseconds, signal: move.signal }, async (signal) => {
    try {
      return { value: await act({ ...move, signal }) };
    } catch (error) {
      if (!signal.aborted || move.signal.aborted) throw error;
      return undefined;
    }
  });
}

/** Runs `act` for the stall time at most. Throws AppError `move` that says what was waited for, and what `look` sees then. */
export async function withStallTimeout<R>(
  move: Move,
  { what, look }: { what: string; look: () => Promise<readonly string[]> },
  act: (patient: Move) => Promise<R>,
): Promise<R> {
  const ended = await withTimeout(move, stallMilliseconds(move), act);
  if (ended !== undefined) return ended.value;
  throw new AppError('move', `gave up after ${move.journal.value.request.stallSeconds} s of waiting for ${what}`, {
    seen: await look(),
    next: ['fix the problem above', 'give it longer with --stall-timeout'],
  });
}
