import { kinds } from '../../src/kube/kinds.ts';
import type { KubePort } from '../../src/kube/port.ts';
import { lookUntil } from './waiting.ts';

/** Waits until a pod with these labels runs, and takes it away without letting it or its node say anything. */
export async function killPod(port: KubePort, labels: string): Promise<void> {
  const findRunning = async () => (await port.list(kinds.pod, { labels })).items.find(({ status }) => status?.phase === 'Running');
  const pod = await lookUntil(findRunning, (found) => found !== undefined);
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = pod?.metadata ?? {};
  await port.remove(kinds.pod, { name, namespace }, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
}
