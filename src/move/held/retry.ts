import { failedWith } from '../../kube/client/errors.ts';
import type { Move } from '../model/move.ts';

/** Between two looks at a cluster that does not answer. */
const pauseMilliseconds = 1000;

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
  const isOver = () => move.signal.aborted || move.clock.elapsed() - since > limit;
  for (let conflicts = 0; ;) {
    try {
      return await act();
    } catch (error) {
      if (Number.isNaN(since)) since = move.clock.elapsed();
      if (isOver()) throw error;
      if (failedWith(error, 'conflict', 'alreadyExists') && conflicts < mostConflicts) conflicts += 1;
      else if (failedWith(error, 'unreachable', 'serverError', 'tooManyRequests')) move.waiting(`an answer: ${error.message}`);
      else throw error;
      await move.clock.sleep(conflicts > 0 ? pauseMilliseconds / 4 : pauseMilliseconds, move.signal);
    }
  }
}
