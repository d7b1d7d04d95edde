import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import type { Kubelet } from '../kubelet/reflection.ts';
import type { ReflectedNamespaces } from '../kubelet/namespaces.ts';
import type { Lifetime } from '../lifetime.ts';
import { nodesOf } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { keyOf, removeByUid, writeStatus } from '../writes.ts';
import { isTerminal } from './pod-status.ts';

/** Reason of a pod whose namespace stopped being offloaded under it. */
export const offloadingAborted = 'OffloadingAborted';
const offloadingBackOff = 'OffloadingBackOff';
/** Label of local pods that run elsewhere. */
export const shadowPodLabel = 'liqo.io/shadowPod';

/** Answers for pods on virtual nodes whose namespace is not reflected: those that never ran wait, the others have failed. */
export function tendUnreflectedPods(kubelet: Kubelet, namespaces: ReflectedNamespaces, lifetime: Lifetime): void {
  const nodes = nodesOf(kubelet.provider);
  const isMine = (pod: Pod) => nodes.includes(pod.spec?.nodeName ?? '');
  const isUnreflected = (pod: Pod) => namespaces.remoteOf(pod.metadata.namespace ?? '') === undefined;
  const queue = createQueue(async (key) => {
    const [namespace = '', name = ''] = key.split('/');
    const pod = kubelet.view.pods.get(name, namespace);
    if (pod !== undefined && isMine(pod) && isUnreflected(pod)) await tend(kubelet, pod);
  }, lifetime);
  const look = (pod: Pod) => {
    if (isMine(pod)) queue.add(`${pod.metadata.namespace}/${pod.metadata.name}`);
  };
  const lookAtAll = () => kubelet.view.pods.items().forEach(look);
  kubelet.view.pods.listen(look, lifetime.signal);
  namespaces.listen(lookAtAll);
  lookAtAll();
  queue.start();
}

async function tend({ consumer }: Kubelet, pod: Pod): Promise<void> {
  if (pod.metadata.deletionTimestamp !== undefined) {
    return removeByUid(consumer.port, kinds.pod, { ...keyOf(pod), uid: pod.metadata.uid }, { gracePeriodSeconds: 0 });
  }
  if (isTerminal(pod.status?.phase)) return;
  const wasOffloaded = pod.metadata.labels?.[shadowPodLabel] === 'true';
  const status = wasOffloaded ? { phase: 'Failed', reason: offloadingAborted } : { phase: 'Pending', reason: offloadingBackOff };
  await writeStatus(consumer.port, kinds.pod, pod, { ...pod.status, ...status });
}
