import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { type ControllerKind, on } from './controller.ts';
import { isTerminating, parseKey, patchStatus, pathOf, removeObject } from './objects.ts';
import { isAssigned, isFinished } from './states.ts';

/** Ends pods that were deleted before any kubelet knew them: a finalizer would hold them for ever. */
export const podCollector: ControllerKind = {
  user: 'system:serviceaccount:kube-system:pod-garbage-collector',
  component: 'pod-garbage-collector',
  start: ({ port }) => ({
    triggers: [on(kinds.pod, (pod, change) => (change !== 'DELETED' && isStranded(pod) ? [pathOf(pod)] : []))],
    reconcile: async (path) => {
      const pod = await port.find(kinds.pod, parseKey(path));
      if (pod === undefined || !isStranded(pod)) return;
      const failed = await patchStatus(port, kinds.pod, pod, { phase: 'Failed' });
      await removeObject(port, kinds.pod, failed, { gracePeriodSeconds: 0 });
    },
  }),
};

function isStranded(pod: Pod): boolean {
  return isTerminating(pod) && !isAssigned(pod) && !isFinished(pod);
}
