import { kinds } from '../../../src/kube/objects/kinds.ts';
import { type ControllerKind, on } from './controller.ts';
import { patchObject } from './objects.ts';
import { isReady } from './states.ts';

const notReady = 'node.kubernetes.io/not-ready';

/** Keeps new pods off nodes that are not ready. Pods that are there stay: nothing is evicted. */
export const nodeTaints: ControllerKind = {
  user: 'system:serviceaccount:kube-system:node-controller',
  component: 'node-controller',
  start: ({ port }) => ({
    triggers: [on(kinds.node, (node) => [node.metadata.name])],
    reconcile: async (name) => {
      const node = await port.find(kinds.node, { name });
      if (node === undefined) return;
      const taints = node.spec?.taints ?? [];
      const others = taints.filter(({ key }) => key !== notReady);
      const tainted = others.length < taints.length;
      if (tainted === !isReady(node)) return;
      const wanted = isReady(node) ? others : [...others, { key: notReady, effect: 'NoSchedule' }];
      await patchObject(port, kinds.node, node, { spec: { taints: wanted.length === 0 ? null : wanted } });
    },
  }),
};
