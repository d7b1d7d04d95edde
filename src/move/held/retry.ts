import { failedWith } from '../../kube/client/errors.ts';
import { isTransient, retryDelay } from '../../kube/client/retry.ts';
import type { MoveContext } from '../model/context.ts';
import type { Move } from '../model/move.ts';

/** Between two looks at a cluster that does not answer, unless it asks for more. */
const pauseMilliseconds = 1000;

/** Before the next write where somebody else was faster. */
const conflictPauseMilliseconds = 250;

/** How often somebody else may be faster at writing before we take it for more than chance. */
const mostConflicts = 20;

/**
 * Repeats what failed only because the cluster was away or somebody else wrote first: every step looks before it acts. Without a time limit
 * unless one is given, in milliseconds since the first failure; a cluster that is gone for an hour is not a reason to decide anything about data.
 */
export async function retryTransient<R>(
  move: Pick<Move, 'clock' | 'signal' | 'waiting'>,
  act: () => Promise<R>,
  limit = Number.POSITIVE_INFINITY,
): Promise<R> {
  let since = Number.NaN;
  const left = () => limit - (move.clock.elapsed() - since);
  for (let conflicts = 0; ;) {
    try {
      return await act();
    } catch (error) {
      if (Number.isNaN(since)) since = move.clock.elapsed();
      if (move.signal.aborted || left() <= 0) throw error;
      let pause = pauseMilliseconds;
      if (failedWith(error, 'conflict', 'alreadyExists') && conflicts < mostConflicts) {
        conflicts += 1;
        pause = conflictPauseMilliseconds;
      } else if (isTransient(error)) move.waiting(`an answer: ${error.message}`);
      else throw error;
      await move.clock.sleep(Math.min(retryDelay(error, pause), left()), move.signal);
    }
  }
}

/** How calls are retried while no phase runs: what is waited for is told in a warning. */
export function betweenPhases(
  { clock, emit }: Pick<MoveContext, 'clock' | 'emit'>,
  signal: AbortSignal,
): Pick<Move, 'clock' | 'signal' | 'waiting'> {
  return { clock, signal, waiting: (forWhat) => emit({ type: 'warning', text: `waiting for ${forWhat}` }) };
}
