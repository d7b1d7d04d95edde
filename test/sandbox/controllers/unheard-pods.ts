import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { type ControllerKind, on } from './controller.ts';
import { patchStatus } from './objects.ts';
import { isReady } from './states.ts';

/** Takes `Ready` back from the pods of a node that is not heard of; what its kubelet has said of their containers stays. */
export const unheardPods: ControllerKind = {
  user: 'system:serviceaccount:kube-system:node-controller',
  component: 'node-controller',
  start: ({ port, record }) => ({
    triggers: [on(kinds.node, (node) => [node.metadata.name])],
    reconcile: async (name) => {
      const node = await port.find(kinds.node, { name });
      if (node === undefined || isReady(node)) return;
      const { items } = await port.list(kinds.pod, { fields: `spec.nodeName=${name}` });
      for (const pod of items.filter(isReady)) {
        await patchStatus(port, kinds.pod, pod, { conditions: withoutReady(pod) });
        await record(pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
      }
    },
  }),
};

function withoutReady({ status }: Pod): object[] {
  return (status?.conditions ?? []).map((condition) => (condition.type === 'Ready' ? { ...condition, status: 'False' } : condition));
}
