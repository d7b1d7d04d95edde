import { AppError, interruption } from '../../base/errors.ts';
import { type Job, kinds, type Pod } from '../../kube/objects/kinds.ts';
import { startupProblem } from '../../kube/evidence/startup-problem.ts';
import { waitForObjects } from '../../kube/client/wait.ts';
import { renderLookJob } from '../../restic/mover-job.ts';
import { parseLook } from '../../restic/mover-result.ts';
import { refuseUnsafeCopy } from '../cutover/last-look.ts';
import { pastGuard } from '../guard/past-guard.ts';
import { unguardedEnds, unwatchedError } from '../guard/unwatched.ts';
import { moverPlace } from '../homes/mover-place.ts';
import type { Move } from '../model/move.ts';
import { podWishes } from '../model/plan.ts';
import { moveLabels, moverPrefix } from '../model/names.ts';
import { rightsOf } from '../model/request.ts';
import { waitForLoss } from './lost-pod.ts';
import { attemptLabels, withFencingToken } from '../held/guarded-writes.ts';
import { findMade } from '../held/made-objects.ts';
import { afterLoss } from './mover-end.ts';
import { readMoverEvidence } from './mover-evidence.ts';
import { retireMovers } from './remove-movers.ts';
import type { Role } from '../model/copy-state.ts';
import { startError, watchStart } from '../held/watch-start.ts';

/**
 * Looks whether the volumes that were not watched for a while are still as the movers left them, once those are gone: a pod may have written
 * to one and be gone as well. Throws AppError `move` where one is not; leaves no pod behind.
 */
export async function lookAgain(move: Move): Promise<void> {
  const { fingerprints } = move.journal.value;
  const ends = unguardedEnds(move.journal.value);
  // No pod is scheduled onto a claim that is being deleted: the look would never start.
  for (const side of ends) await refuseUnsafeCopy(move, side);
  const looks = ends.map(async (role) => {
    const same = (await takeFingerprint(move, role)) === fingerprints?.[role];
    return same ? [] : [`the volume of the ${role} is not as the movers left it: it has been written to since`];
  });
  const seen = (await Promise.all(looks)).flat();
  await retireMovers(move);
  if (seen.length > 0) throw unwatchedError(move.journal.value, seen);
  await move.journal.update((journal) => ({ ...journal, unwatched: false }));
}

async function takeFingerprint(move: Move, role: Role): Promise<string> {
  const job = await ensureLook(move, role);
  const over = new AbortController();
  const patient: Move = { ...move, signal: AbortSignal.any([move.signal, over.signal]) };
  const state: { pod?: Pod } = {};
  const seen = () => readMoverEvidence(move, role, job);
  const looking = waitForEnd(patient, job, state);
  const watching = watchStart(patient, { what: `the look at the ${role} volume`, started: () => hasStarted(state.pod), look: seen });
  const losing = waitForLoss(patient, job);
  try {
    await Promise.race([looking, watching.then(() => looking), losing]);
    const fingerprint = parseLook(endOf(state.pod)?.message ?? '');
    if (fingerprint !== undefined) return fingerprint;
    throw new AppError('move', `the ${role} volume could not be looked at again`, { seen: await seen(), next: [afterLoss] });
  } finally {
    over.abort(interruption());
    await Promise.allSettled([looking, watching, losing]);
  }
}

/** A name of this holder's own: one of an earlier holder says nothing about what came later. */
async function ensureLook(move: Move, role: Role): Promise<Job> {
  const { id, attempt, request } = move.journal.value;
  const place = moverPlace(move.journal.value, role);
  const name = `${moverPrefix(id, attempt)}-look-${role}-${move.fencingToken}`;
  const standing = await findMade(move, kinds.job, { name, namespace: place.namespace });
  if (standing !== undefined) return standing;
  const labels = { ...attemptLabels(move.journal.value), [moveLabels.role]: `look-${role}` };
  const { images, resources } = request;
  const wishes = podWishes(move.journal.value);
  const job = withFencingToken(renderLookJob({ ...place, name, labels, images, resources, rights: rightsOf(request), wishes }), move);
  return pastGuard(move, () => move.consumer.create(kinds.job, job));
}

/** Keeps the pod as last seen in `state`, so that its end can be read when it is gone. */
async function waitForEnd(move: Move, { metadata: { name, namespace = '' } }: Job, state: { pod?: Pod }): Promise<void> {
  const scope = { namespace, labels: `job-name=${name}` };
  const look = ([pod]: readonly Pod[]) => {
    if (pod === undefined) return undefined;
    state.pod = pod;
    const trouble = startupProblem(pod, ['restic']);
    if (trouble?.final === true) throw startError(`the look at the volume of pod ${pod.metadata.name} cannot start`, [trouble.text]);
    return endOf(pod) === undefined ? undefined : true;
  };
  await waitForObjects({ port: move.consumer, kind: kinds.pod, scope }, look, move);
}

function stateOf(pod: Pod | undefined) {
  return pod?.status?.containerStatuses?.find(({ name }) => name === 'restic')?.state;
}

function endOf(pod: Pod | undefined) {
  return stateOf(pod)?.terminated;
}

function hasStarted(pod: Pod | undefined): boolean {
  return stateOf(pod)?.running !== undefined || endOf(pod) !== undefined;
}
