import { repositoryPort } from '../../restic/repository/repository-pod.ts';
import { byHome } from '../../volumes/home.ts';
import type { Explanation } from '../held/watch-start.ts';
import { moverPlace } from '../homes/mover-place.ts';
import type { Role } from '../model/copy-state.ts';
import type { Journal } from '../model/journal.ts';

/** Of a mover that runs and tries to reach the repository: its image and its node are all right, so what lies between the two is not. */
export function explainCutOff(journal: Journal, role: Role): Explanation {
  const ways = `asking for names and TCP port ${repositoryPort} of namespace ${journal.workspace}`;
  return {
    missed: 'has not reached the repository',
    next: byHome(journal[role], {
      local: () => [`let NetworkPolicies of namespace ${moverPlace(journal, role).namespace} allow ${ways}`],
      remote: ({ provider, namespace }) => [
        `let NetworkPolicies of namespace ${namespace} in ${provider} allow ${ways}`,
        `--remote-kubeconfig ${provider}=FILE    with a kubeconfig that may create NetworkPolicies there: the move then opens that way itself`,
      ],
    }),
  };
}
