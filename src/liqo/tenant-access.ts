import { Buffer } from 'node:buffer';
import { kinds } from '../kube/objects/kinds.ts';
import type { KubePort } from '../kube/client/port.ts';
import { liqoKinds, type VirtualNode } from './kinds.ts';

/** Every virtual node of a provider; they live in its tenant namespace. */
export async function readVirtualNodes(consumer: KubePort, provider: string): Promise<readonly VirtualNode[]> {
  const all = await consumer.list(liqoKinds.virtualNode);
  return all.items.filter(({ spec }) => spec.clusterID === provider);
}

/**
 * The kubeconfig that Liqo gave the consumer for this provider: Secret named by `VirtualNode.spec.kubeconfigSecretRef`, key `kubeconfig`.
 * Its user may do everything on claims of offloaded namespaces and nothing on volumes.
 */
export async function findTenantKubeconfig(consumer: KubePort, virtualNode: VirtualNode): Promise<string | undefined> {
  const name = virtualNode.spec.kubeconfigSecretRef?.name;
  const namespace = virtualNode.metadata.namespace;
  if (name === undefined || namespace === undefined) return undefined;
  const secret = await consumer.find(kinds.secret, { name, namespace });
  const encoded = secret?.data?.['kubeconfig'];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
