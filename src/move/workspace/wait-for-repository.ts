import { interruption } from '../../base/errors.ts';
import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import { startupProblem, type StartTrouble } from '../../kube/evidence/startup-problem.ts';
import { waitForObject } from '../../kube/client/wait.ts';
import { repositoryContainer, repositoryName } from '../../restic/repository/repository-pod.ts';
import { readRepositoryEvidence } from './repository-evidence.ts';
import { startError, watchStart } from '../held/watch-start.ts';
import type { Move } from '../model/move.ts';
import { sayOnce } from '../held/say-once.ts';

/** Waits for the repository, saying what keeps it from starting. Throws AppError `move` when it never will, or has not within the stall time. */
export async function waitForRepository(move: Move): Promise<void> {
  const over = new AbortController();
  const patient: Move = { ...move, signal: AbortSignal.any([move.signal, over.signal]) };
  const seen: Seen = { trouble: undefined };
  const look = async () => [...(await readRepositoryEvidence(move)), ...(seen.trouble === undefined ? [] : [seen.trouble.text])];
  const watching = watchStart(patient, { what: 'the repository', started: () => over.signal.aborted, look });
  try {
    const found = await Promise.race([findReady(patient, seen), watching]);
    if (found === 'hopeless') throw startError('the repository cannot start', await look());
  } finally {
    over.abort(interruption());
  }
}

/** What keeps the repository's pod from starting, as it was last seen. */
interface Seen {
  trouble: StartTrouble | undefined;
}

async function findReady(move: Move, seen: Seen): Promise<'ready' | 'hopeless'> {
  const key = { name: repositoryName, namespace: move.journal.value.workspace };
  const tell = sayOnce((what) => move.waiting(what));
  const look = (pod: Pod | undefined) => {
    if (pod !== undefined && isReady(pod)) return 'ready';
    const trouble = pod && startupProblem(pod, [repositoryContainer]);
    seen.trouble = trouble;
    if (trouble?.final === true) return 'hopeless';
    tell(trouble === undefined ? 'the repository to be ready' : `the repository to start: ${trouble.text}`);
    return undefined;
  };
  return waitForObject({ port: move.consumer, kind: kinds.pod, key }, look, move);
}

/** The server's own word: somebody's sidecar may never be ready, and the Service does not ask it. */
function isReady({ status }: Pod): boolean {
  return status?.containerStatuses?.some(({ name, ready }) => name === repositoryContainer && ready) ?? false;
}
