import type { Node } from '../kube/objects/kinds.ts';
import { liqoNames } from './names.ts';

/** Whether a remote cluster stands behind this node (label `liqo.io/type`, set by the virtual kubelet). */
export function isVirtualNode(node: Node): boolean {
  return node.metadata.labels?.[liqoNames.nodeType] === liqoNames.virtualNode;
}

/** Id of the cluster behind a virtual node. */
export function providerOfNode(node: Node): string | undefined {
  return node.metadata.labels?.[liqoNames.remoteClusterId];
}

export function isNodeReady(node: Node): boolean {
  return node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
