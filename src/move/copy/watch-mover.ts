import { type Job, kinds, type Pod } from '../../kube/objects/kinds.ts';
import { startupProblem } from '../../kube/evidence/startup-problem.ts';
import { waitForObjects } from '../../kube/client/wait.ts';
import type { Move } from '../model/move.ts';
import { sayOnce } from '../held/say-once.ts';
import type { Observable } from '../../base/observable.ts';
import type { CopyState, Role } from '../model/copy-state.ts';
import { readMoverEvidence } from './mover-evidence.ts';
import { explainCutOff } from './cut-off.ts';
import { ownContainers, type OwnContainers, ownNames } from './own-containers.ts';
import { readProgress } from './read-progress.ts';
import { startError, watchStart } from '../held/watch-start.ts';

/**
 * Watches a mover's pod while it runs: what it waits for, whether it has reached the repository, how far it is. Resolves only when one of its
 * containers has failed while another waits for it, or for its image, which may be for ever; throws when it cannot start.
 */
export async function watchMover(move: Move, role: Role, { job, board }: { job: Job; board: Observable<CopyState> }): Promise<void> {
  const { name, namespace = '' } = job.metadata;
  const scope = { namespace, labels: `job-name=${name}` };
  const stall = deferredFailure();
  const { init, main } = ownNames(move);
  const say = sayOnce((text) => move.waiting(`the ${role} mover to start: ${text}`));
  let reading = false;
  let latest: Pod | undefined;
  const troubleOf = (pod: Pod) => startupProblem(pod, [init, ...main]);
  const look = ([pod]: readonly Pod[]) => {
    if (pod === undefined) return undefined;
    latest = pod;
    const trouble = troubleOf(pod);
    if (trouble !== undefined) say(trouble.text);
    if (hasReached(pod, init)) noteReached(board, role);
    const own = ownContainers(move, pod);
    if (own.main.some(hasStarted) && !reading) {
      reading = true;
      readProgress(move, role, { pod: () => latest ?? pod, board }).catch(stall.fail);
    }
    return trouble?.final === true || isHalfDead(own) ? pod : undefined;
  };
  const seen = async () => {
    const trouble = latest && troubleOf(latest);
    return [...(await readMoverEvidence(move, role, job)), ...(trouble === undefined ? [] : [trouble.text])];
  };
  const started = () => latest !== undefined && ownContainers(move, latest).started;
  const explain = () => {
    // Nobody reaches a repository that is not ready.
    if (board.value.repositoryReady !== true || latest === undefined || !isReaching(latest, init)) return undefined;
    return explainCutOff(move.journal.value, role);
  };
  watchStart(move, { what: `the ${role} mover`, started, look: seen, explain }).catch(stall.fail);
  const pod = await Promise.race([waitForObjects({ port: move.consumer, kind: kinds.pod, scope }, look, move), stall.failure]);
  if (isHalfDead(ownContainers(move, pod))) return;
  throw startError(`the ${role} mover cannot start`, await seen());
}

/** A failure that may come, from work that is not waited for. */
function deferredFailure(): { failure: Promise<never>; fail: (error: unknown) => void } {
  let fail: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => (fail = reject));
  // It may come when it is not listened to any more.
  failure.catch(() => undefined);
  return { failure, fail: (error) => fail(error) };
}

function noteReached(board: Observable<CopyState>, role: Role): void {
  if (!board.value.reached.includes(role)) board.update((state) => ({ ...state, reached: [...state.reached, role] }));
}

/** Ours ends well only after the volume was mounted and the repository answered. */
function hasReached(pod: Pod, init: string): boolean {
  return initState(pod, init)?.terminated?.exitCode === 0;
}

function isReaching(pod: Pod, init: string): boolean {
  return initState(pod, init)?.running !== undefined;
}

function initState({ status }: Pod, init: string) {
  return status?.initContainerStatuses?.find(({ name }) => name === init)?.state;
}

function isHalfDead({ main, ended }: OwnContainers): boolean {
  return !ended && main.some(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
}

function hasStarted({ state }: OwnContainers['main'][number]): boolean {
  return state?.running !== undefined || state?.terminated !== undefined;
}
