import type { Node, Pod } from '../../../../src/kube/objects/kinds.ts';
import { isReady } from '../states.ts';

interface Taint {
  key: string;
  value?: string | undefined;
  effect: string;
}

const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
const unschedulable: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** The first taint that keeps the pod off the node. A node that is not ready counts as tainted from the start. */
export function findUntoleratedTaint(pod: Pod, node: Node): Taint | undefined {
  return taintsOf(node).find((taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(pod, taint));
}

/** How many taints the pod would rather avoid. */
export function countAvoidedTaints(pod: Pod, node: Node): number {
  return taintsOf(node).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(pod, taint)).length;
}

function taintsOf(node: Node): Taint[] {
  const taints: Taint[] = [...(node.spec?.taints ?? [])];
  if (node.spec?.unschedulable === true) taints.push(unschedulable);
  return isReady(node) ? taints : [...taints, notReady];
}

function tolerates(pod: Pod, taint: Taint): boolean {
  return (pod.spec?.tolerations ?? []).some((toleration) => covers(toleration, taint));
}

type Toleration = NonNullable<NonNullable<Pod['spec']>['tolerations']>[number];

/** No effect means every effect, no key every key. */
function covers({ key, operator, value = '', effect }: Toleration, taint: Taint): boolean {
  const anyValue = operator === 'Exists';
  if (effect && effect !== taint.effect) return false;
  return key ? key === taint.key && (anyValue || value === (taint.value ?? '')) : anyValue;
}
