import { failedWith } from '../../src/kube/client/errors.ts';
import { kinds } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { lookUntil } from './waiting.ts';

/** Waits until a pod with these labels runs, and takes it away without letting it or its node say anything. */
export async function killPod(port: KubePort, labels: string): Promise<void> {
  const findRunning = async () => (await port.list(kinds.pod, { labels })).items.find(({ status }) => status?.phase === 'Running');
  const pod = await lookUntil(findRunning, (found) => found !== undefined);
  await removeByForce(port, pod?.metadata.namespace ?? '', pod?.metadata.name ?? '');
}

/** As `kubectl delete --force`: the kubelet that runs the pod is not asked. */
export async function removeByForce(port: KubePort, namespace: string, name: string): Promise<void> {
  const pod = await port.find(kinds.pod, { namespace, name });
  if (pod === undefined) return;
  const { uid = '', resourceVersion = '' } = pod.metadata;
  try {
    await port.remove(kinds.pod, { namespace, name }, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
  } catch (error) {
    // Its status has changed since it was read.
    if (!failedWith(error, 'conflict', 'notFound')) throw error;
    await removeByForce(port, namespace, name);
  }
}
