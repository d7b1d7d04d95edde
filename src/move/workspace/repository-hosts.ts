import { liqoKinds } from '../../liqo/kinds.ts';
import { describeOffloading, offloadingName, remoteNamespaceOf } from '../../liqo/namespace-offloading.ts';
import { repositoryHost } from '../../restic/repository/repository-pod.ts';
import { waitUntil } from '../held/waits.ts';
import type { Move } from '../model/move.ts';

/** The names by which movers reach the repository, in this cluster and in providers: Liqo decides how the workspace is called there. */
export async function readRepositoryHosts(move: Move): Promise<readonly string[]> {
  const { workspace, providers } = move.journal.value;
  if (providers.length === 0) return [repositoryHost(workspace)];
  const offloading = await waitUntil(move, move.consumer, {
    kind: liqoKinds.namespaceOffloading,
    key: { name: offloadingName, namespace: workspace },
    until: (now) => now !== undefined && remoteNamespaceOf(now) !== undefined,
    for: 'Liqo to name the temporary namespace in providers',
    describe: describeOffloading,
  });
  return [...new Set([workspace, remoteNamespaceOf(offloading) ?? workspace])].map(repositoryHost);
}
