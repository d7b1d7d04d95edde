import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { Context } from '../controller.ts';
import { keyOf } from '../objects.ts';

/** Assigns the pod to a node, if it is still as it was read. */
export async function bindPod({ port, clock }: Pick<Context, 'port' | 'clock'>, pod: Pod, node: string): Promise<Pod> {
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: clock.now().toISOString() };
  const patch = {
    metadata: { resourceVersion: pod.metadata.resourceVersion },
    spec: { nodeName: node },
    status: { conditions: [...others, scheduled] },
  };
  return port.mergePatch(kinds.pod, keyOf(pod), patch, { subresource: 'binding' });
}
