import type { Job } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { keyOf, removeHeld } from '../holding.ts';
import type { Move } from '../move.ts';
import { waitUntil, waitUntilAbsent } from '../waits.ts';
import type { Board } from './board.ts';
import { isDone } from './mover-end.ts';
import type { CopyState, Role } from './state.ts';
import { ensureMover, findNewestTry } from './mover.ts';
import { explainMoverEnd, readMoverEnd, type MoverEnd } from './mover-end.ts';
import { watchMover } from './watch-mover.ts';

/** For the last words of a pod of which one container has failed. */
const lastWordMilliseconds = 5_000;

/** How often a mover is started before the move fails. */
const mostTries = 3;

/** Drives one end of the copy to its outcome: starts the mover, or finds the one that runs, and tries again what a new try can mend. */
export async function runMover(move: Move, role: Role, board: Board<CopyState>): Promise<void> {
  for (let tryNumber = await findNewestTry(move, role); ; tryNumber += 1) {
    const job = await ensureMover(move, role, tryNumber);
    const end = await followMover(move, role, { job, board });
    if (end.result !== undefined && isDone(end.result)) {
      const done = end.result;
      board.update((state) => ({ ...state, [role]: done }));
      return;
    }
    if (!canTryAgain(end) || tryNumber >= mostTries) throw explainMoverEnd(end, { role, job, tries: tryNumber });
    move.emit({ type: 'warning', text: `the ${role} mover failed (${end.summary}); trying again, ${tryNumber + 1} of ${mostTries}` });
    await removeHeld(move, move.consumer, { kind: kinds.job, object: job, options: { propagation: 'Foreground' } });
    await waitUntilAbsent(move, move.consumer, { kind: kinds.job, object: job });
  }
}

/** Follows one mover until its Job has ended; the Job ends only when the kubelet has said that the pod has. */
async function followMover(move: Move, role: Role, { job, board }: { job: Job; board: Board<CopyState> }): Promise<MoverEnd> {
  const over = new AbortController();
  const signal = AbortSignal.any([move.signal, over.signal]);
  const watching = watchMover({ ...move, signal }, role, { job, board });
  const ending = waitUntil({ ...move, signal, waiting: () => undefined }, move.consumer, {
    kind: kinds.job,
    key: keyOf(job),
    until: hasEnded,
    for: 'the mover',
  });
  try {
    await Promise.race([ending, watching]);
    // The other container may still tell why, if it is given a moment.
    await Promise.race([ending, move.clock.sleep(lastWordMilliseconds, signal)]);
    return await readMoverEnd(move, job);
  } finally {
    over.abort(new Error('the mover has ended'));
    await Promise.allSettled([ending, watching]);
  }
}

function hasEnded(job: Job | undefined): boolean {
  return (
    job?.status?.conditions?.some(({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True') ?? false
  );
}

/** A mover that vanished without its kubelet's word may still be writing somewhere: no second one may join it. */
function canTryAgain({ result, vanished }: MoverEnd): boolean {
  if (vanished) return false;
  if (result === undefined || isDone(result)) return true;
  return !['unreadable', 'changing', 'differs', 'too-small', 'not-empty'].includes(result.failure);
}
