import type { Node, Pod } from '../../../src/kube/objects/kinds.ts';

/** Whether a pod or node says that it is ready. */
export function isReady({ status }: Pod | Node): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;
}

/** Whether the pod has ended and holds nothing of its node any more. */
export function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Whether the pod has a node, and with it a kubelet that looks after it. */
export function isAssigned({ spec }: Pod): boolean {
  return (spec?.nodeName ?? '') !== '';
}
