import { type Job, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';

const labels = { [moveLabels.id]: 'abcdefghij', [moveLabels.attempt]: '1', [moveLabels.role]: 'target', 'job-name': 'mover' };
const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'restic', image: 'restic' }] } };

/** The target mover's Job, of the move that journalWith() makes; nothing controls it. */
export async function createMoverJob(port: KubePort, namespace = 'shop'): Promise<Job> {
  const { apiVersion, kind } = kinds.job;
  return port.create(kinds.job, { apiVersion, kind, metadata: { name: 'mover', namespace, labels }, spec: { template } });
}

/** Its pod with that status; `held` by a finalizer, as the Job's own is, it stays when it is deleted. */
export async function createMoverPod(
  port: KubePort,
  status: Pod['status'],
  { namespace = 'shop', held = false }: { namespace?: string; held?: boolean } = {},
): Promise<Pod> {
  const finalizers = held ? ['batch.kubernetes.io/job-tracking'] : [];
  const metadata = { name: 'mover-x', namespace, labels, finalizers };
  const spec = { ...template.spec, nodeName: 'milan' };
  await port.create(kinds.pod, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
  return port.mergePatch(kinds.pod, { name: 'mover-x', namespace }, { status }, { subresource: 'status' });
}

export const running = { name: 'restic', image: 'restic', imageID: '', ready: true, restartCount: 0, state: { running: {} } };

/** What is seen of a pod whose node is not heard of. */
export const unheard: Pod['status'] = {
  phase: 'Running',
  conditions: [
    { type: 'Ready', status: 'False' },
    { type: 'ContainersReady', status: 'True' },
  ],
  containerStatuses: [running],
};
