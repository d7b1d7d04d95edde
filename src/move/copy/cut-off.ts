import type { Pod } from '../../kube/objects/kinds.ts';
import { repositoryPort } from '../../restic/repository/repository-pod.ts';
import { byHome } from '../../volumes/home.ts';
import type { Explanation } from '../held/watch-start.ts';
import { moverPlace } from '../homes/mover-place.ts';
import type { Role } from '../model/copy-state.ts';
import type { Journal } from '../model/journal.ts';

/** Whether a mover's pod runs and tries in vain to reach the repository, by its init container. */
export function isCutOff({ status }: Pod, init: string): boolean {
  return status?.initContainerStatuses?.find(({ name }) => name === init)?.state?.running !== undefined;
}

/** Its image and its node are all right: what lies between the two is not. */
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
