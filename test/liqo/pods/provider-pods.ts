import { failedWith } from '../../../src/kube/client/errors.ts';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds, type ShadowPod } from '../../../src/liqo/kinds.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Provider } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { watchAll } from '../watched.ts';
import { keyOf, writeStatus } from '../writes.ts';
import { isTerminal } from './pod-status.ts';

const managedBy = 'liqo.io/managed-by';

/** The provider's side: a Pod for every ShadowPod, owned by it, until it has run once. Deleting is the garbage collector's. */
export async function startProviderPods({ port }: Provider, lifetime: Lifetime): Promise<void> {
  const queue = createQueue(async (key) => {
    const [namespace = '', name = ''] = key.split('/');
    const shadow = shadows.get(name, namespace);
    if (shadow !== undefined && shadow.metadata.deletionTimestamp === undefined) await reconcile(shadow, pods.get(name, namespace));
  }, lifetime);
  const reconcile = async (shadow: ShadowPod, pod: Pod | undefined) => {
    if (pod !== undefined) return writeStatus(port, liqoKinds.shadowPod, shadow, pod.status?.phase ? { phase: pod.status.phase } : {});
    // A finished ShadowPod is never run again, also when its pod has been cleaned away.
    if (isTerminal(shadow.status?.phase)) return;
    await port.create(kinds.pod, podOf(shadow)).catch((error: unknown) => {
      if (!failedWith(error, 'alreadyExists')) throw error;
    });
  };
  const [shadows, pods] = await Promise.all([
    watchAll(port, liqoKinds.shadowPod, {}, lifetime),
    watchAll(port, kinds.pod, { labels: `${managedBy}=shadowpod` }, lifetime),
  ]);
  const look = ({ metadata }: ShadowPod | Pod) => queue.add(`${metadata.namespace}/${metadata.name}`);
  shadows.listen(look, lifetime.signal);
  pods.listen(look, lifetime.signal);
  shadows.items().forEach(look);
  queue.start();
}

function podOf(shadow: ShadowPod): Pod {
  const { name, uid = '' } = shadow.metadata;
  const { apiVersion, kind } = liqoKinds.shadowPod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...keyOf(shadow),
      labels: { ...shadow.metadata.labels, [managedBy]: 'shadowpod' },
      annotations: { ...shadow.metadata.annotations },
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: shadow.spec.pod as unknown as NonNullable<Pod['spec']>,
  };
}
