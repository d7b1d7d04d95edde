import { AppError } from '../../base/errors.ts';
import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import { waitForObject } from '../../kube/client/wait.ts';
import { repositoryName } from '../../restic/repository/repository-pod.ts';
import type { Move } from '../model/move.ts';
import { waitForRepository } from '../workspace/wait-for-repository.ts';

/**
 * Calls `ready` when the repository is. Throws AppError `move` where it does not start, or once it has gone: a mover that has not reached it yet would
 * wait for it for ever.
 */
export async function watchRepository(move: Move, ready: () => void): Promise<never> {
  await waitForRepository(move);
  ready();
  const key = { name: repositoryName, namespace: move.journal.value.workspace };
  const why = await waitForObject({ port: move.consumer, kind: kinds.pod, key }, whyGone, move);
  throw new AppError('move', `the repository ${why} before the copy was complete`, {
    seen: [`pod ${key.namespace}/${key.name}: what was copied so far went with it`],
    next: ['move the volume again'],
  });
}

function whyGone(pod: Pod | undefined): string | undefined {
  if (pod === undefined) return 'vanished';
  // That is never taken back, and on a node that is gone it is all that will ever be seen.
  if (pod.metadata.deletionTimestamp !== undefined) return 'was deleted';
  const { phase, reason, message } = pod.status ?? {};
  if (phase !== 'Failed' && phase !== 'Succeeded') return undefined;
  return ['ended', reason, message].filter(Boolean).join(': ');
}
