import type { Pod } from '../objects/kinds.ts';

/** Whether the pod's node is not heard of any more: then the node controller takes `Ready` back, and nothing of what the kubelet has said. */
export function isNodeLost({ status }: Pod): boolean {
  const says = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status;
  return says('Ready') === 'False' && says('ContainersReady') === 'True';
}
