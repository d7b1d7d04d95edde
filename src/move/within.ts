import { withDeadline } from '../base/deadline.ts';
import type { Move } from './move.ts';

/** How long a pod of ours may stand still, or be waited for, before that counts as for ever. */
export function stallMilliseconds({ journal }: Pick<Move, 'journal'>): number {
  return journal.value.request.stallSeconds * 1000;
}

const mostGoingMilliseconds = 30_000;

/** How long what was deleted may take to go before somebody must be gone who should have seen to it. */
export function goingMilliseconds(move: Pick<Move, 'journal'>): number {
  // Less than a stall, which would be laid at the door of whoever waits for it.
  return Math.min(mostGoingMilliseconds, stallMilliseconds(move) / 2);
}

/** Runs `act` with a move that is interrupted once the time is over. Resolves with whether it has come to its end. */
export async function within(move: Move, milliseconds: number, act: (patient: Move) => Promise<unknown>): Promise<boolean> {
  return withDeadline(move.clock, milliseconds, async (late) => {
    try {
      await act({ ...move, signal: AbortSignal.any([move.signal, late]) });
      return true;
    } catch (error) {
      if (!late.aborted || move.signal.aborted) throw error;
      return false;
    }
  });
}
