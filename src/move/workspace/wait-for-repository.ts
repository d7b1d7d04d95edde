import type { Pod } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { startTrouble } from '../../kube/start-trouble.ts';
import { waitForObject } from '../../kube/wait.ts';
import { repositoryName } from '../../restic/repository-pod.ts';
import { readRepositoryEvidence } from '../copy/mover-evidence.ts';
import { startError, watchStart } from '../copy/watch-start.ts';
import type { Move } from '../move.ts';

/** Waits for the repository, saying what keeps it from starting. Throws AppError `move` when it never will, or has not within the stall time. */
export async function waitForRepository(move: Move): Promise<void> {
  const over = new AbortController();
  const patient: Move = { ...move, signal: AbortSignal.any([move.signal, over.signal]) };
  const look = () => readRepositoryEvidence(move);
  const watching = watchStart(patient, { what: 'the repository', started: () => over.signal.aborted, look });
  try {
    const found = await Promise.race([findReady(patient), watching]);
    if (found === 'hopeless') throw startError('the repository cannot start', await look());
  } finally {
    over.abort(new Error('the repository is no longer waited for'));
  }
}

async function findReady(move: Move): Promise<'ready' | 'hopeless'> {
  const key = { name: repositoryName, namespace: move.journal.value.workspace };
  let told = '';
  const tell = (what: string) => {
    if (what !== told) move.waiting((told = what));
  };
  const look = (pod: Pod | undefined) => {
    if (pod !== undefined && isReady(pod)) return 'ready';
    const trouble = pod && startTrouble(pod);
    if (trouble?.final === true) return 'hopeless';
    tell(trouble === undefined ? 'the repository to be ready' : `the repository to start: ${trouble.text}`);
    return undefined;
  };
  return waitForObject({ port: move.consumer, kind: kinds.pod, key }, look, move);
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
