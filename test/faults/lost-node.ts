import { kinds } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { Cluster } from '../sandbox/cluster.ts';

/** Ends everything that runs on a node, and its kubelet with it, as a power cut does: the cluster only sees that it is silent. */
export async function loseNode({ kubelets }: Cluster, port: KubePort, node: string): Promise<void> {
  await kubelets[node]?.stop();
  const silent = { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  await port.mergePatch(kinds.node, { name: node }, { status: { conditions: [silent] } }, { subresource: 'status' });
}
