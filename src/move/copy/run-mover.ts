import { orLate } from '../../base/time/deadline.ts';
import { AppError, interruption } from '../../base/errors.ts';
import { type Job, kinds } from '../../kube/objects/kinds.ts';
import { waitForObject, waitForObjects } from '../../kube/client/wait.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import type { Move } from '../model/move.ts';
import { retryTransient } from '../held/retry.ts';
import { stallMilliseconds, withTimeout } from '../held/timeout.ts';
import type { Observable } from '../../base/observable.ts';
import { waitForLoss } from './lost-pod.ts';
import type { CopyState, Role } from '../model/copy-state.ts';
import { ensureMover, findNewestTry } from './mover.ts';
import { afterLoss, explainMoverEnd, isFailed, type MoverEnd, readMoverEnd } from './mover-end.ts';
import { readMoverEvidence } from './mover-evidence.ts';
import { removeMover } from './remove-movers.ts';
import { ownContainers } from './own-containers.ts';
import { watchMover } from './watch-mover.ts';

/** For the last words of a pod of which one container has failed. */
const lastWordMilliseconds = 5_000;

/** How often a mover is started before the move fails. */
const mostTries = 3;

/** Drives one end of the copy to its outcome: starts the mover, or finds the one that runs, and tries again what a new try can help with. */
export async function runMover(move: Move, role: Role, board: Observable<CopyState>): Promise<void> {
  // Reported once and for all, a cluster that was away for a moment would fail the copy for ever.
  const patiently = <R>(act: () => Promise<R>) => retryTransient(move, act);
  for (let tryNumber = await patiently(() => findNewestTry(move, role)); ; tryNumber += 1) {
    const job = await patiently(() => ensureMover(move, role, tryNumber));
    const end = await patiently(() => followMover(move, role, { job, board }));
    if (end.warning !== undefined) move.emit({ type: 'warning', text: end.warning });
    if (end.result !== undefined && !isFailed(end.result)) {
      const done = end.result;
      board.update((state) => ({ ...state, ...('warm' in done ? { warm: done.warm } : { [role]: done }) }));
      return;
    }
    if (!canTryAgain(end, role) || tryNumber >= mostTries) {
      // What differs, the target knows and is about to say.
      if (role === 'source' && failureOf(end) === 'differs') await move.clock.sleep(2 * lastWordMilliseconds, move.signal);
      throw explainMoverEnd(end, { role, job, tries: tryNumber, journal: move.journal.value });
    }
    move.emit({ type: 'warning', text: `the ${role} mover failed (${end.summary}); trying again, ${tryNumber + 1} of ${mostTries}` });
    const gone = await withTimeout(move, stallMilliseconds(move), (patient) => removeMover(patient, job));
    if (!gone) throw await lingeringError(move, role, job);
  }
}

async function lingeringError(move: Move, role: Role, job: Job): Promise<AppError> {
  return new AppError('move', `the ${role} mover failed, and its pod does not go away for another one`, {
    seen: await readMoverEvidence(move, role, job),
    next: [afterLoss],
  });
}

/** Follows one mover until the kubelet has said that its pod has ended, or all of our containers in it. */
async function followMover(move: Move, role: Role, { job, board }: { job: Job; board: Observable<CopyState> }): Promise<MoverEnd> {
  const over = new AbortController();
  const signal = AbortSignal.any([move.signal, over.signal]);
  const watching = watchMover({ ...move, signal }, role, { job, board });
  const ending = waitForEnd({ ...move, signal }, job);
  const losing = waitForLoss({ ...move, signal }, job);
  try {
    await Promise.race([ending, watching, losing]);
    // The other container may still tell why, if it is given a moment.
    await orLate({ clock: move.clock, milliseconds: lastWordMilliseconds }, ending, () => undefined);
    return await readMoverEnd(move, job);
  } finally {
    over.abort(interruption());
    await Promise.allSettled([ending, watching, losing]);
  }
}

/** The end of the Job, or of our containers: somebody's sidecar may keep the Job from ending for ever. */
async function waitForEnd(move: Move, job: Job): Promise<void> {
  const { name, namespace = '' } = job.metadata;
  const over = new AbortController();
  const either = { ...move, signal: AbortSignal.any([move.signal, over.signal]) };
  const ofJob = waitForObject({ port: move.consumer, kind: kinds.job, key: keyOf(job) }, (now) => hasEnded(now, job) || undefined, either);
  const pods = { port: move.consumer, kind: kinds.pod, scope: { namespace, labels: `job-name=${name}` } };
  const ofOurs = waitForObjects(pods, (found) => found.some((pod) => ownContainers(move, pod).ended) || undefined, either);
  await Promise.race([ofJob, ofOurs]).finally(() => over.abort(interruption()));
  await Promise.allSettled([ofJob, ofOurs]);
}

/** A Job that somebody has deleted never will. */
function hasEnded(now: Job | undefined, { metadata }: Job): boolean {
  if (now === undefined || now.metadata.uid !== metadata.uid) return true;
  return now.status?.conditions?.some(({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True') ?? false;
}

/** A target mover that vanished without its kubelet's word may still be writing somewhere: no second one may join it. A source only reads. */
function canTryAgain(end: MoverEnd, role: Role): boolean {
  const failure = failureOf(end);
  return (!end.vanished || role === 'source') && (failure === undefined || !final.includes(failure));
}

/** What a second mover would find just the same. */
const final = ['unreadable', 'changing', 'differs', 'too-small', 'not-empty', 'occupied', 'times', 'unfit', 'no-inodes', 'certificate'];

function failureOf({ result }: MoverEnd): string | undefined {
  return result !== undefined && isFailed(result) ? result.failure : undefined;
}
