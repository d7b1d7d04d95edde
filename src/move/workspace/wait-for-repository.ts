import { readEvidence } from '../../kube/evidence.ts';
import type { Pod } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { startTrouble } from '../../kube/start-trouble.ts';
import { waitForObject } from '../../kube/wait.ts';
import { repositoryName } from '../../restic/repository-pod.ts';
import { evidenceLimits } from '../copy/mover-end.ts';
import { startError } from '../copy/watch-start.ts';
import type { Move } from '../move.ts';

/** Waits for the repository as long as it takes, saying what keeps it from starting. Throws AppError `move` when it never will. */
export async function waitForRepository(move: Move): Promise<void> {
  const key = { name: repositoryName, namespace: move.journal.value.workspace };
  let told = '';
  const tell = (what: string) => {
    if (what !== told) move.waiting((told = what));
  };
  const look = (pod: Pod | undefined): 'ready' | 'hopeless' | undefined => {
    if (pod !== undefined && isReady(pod)) return 'ready';
    const trouble = pod && startTrouble(pod);
    if (trouble?.final === true) return 'hopeless';
    tell(trouble === undefined ? 'the repository to be ready' : `the repository to start: ${trouble.text}`);
    return undefined;
  };
  const found = await waitForObject({ port: move.consumer, kind: kinds.pod, key }, look, move);
  if (found === 'ready') return;
  throw startError('the repository cannot start', await readEvidence(move.consumer, [key], { clock: move.clock, ...evidenceLimits }));
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
