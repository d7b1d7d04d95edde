import type { KubePort } from '../../../src/kube/client/port.ts';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { isAcceptedBy, offloadingName } from '../../../src/liqo/namespace-offloading.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { type App, freshName } from '../../place/app.ts';
import { removeObject } from '../../place/objects.ts';
import { claimOf } from '../../support/claims.ts';
import { until } from '../../support/until.ts';
import { fillLabel } from './tasks.ts';
import type { World } from './world.ts';

const patience = { seconds: 120 };

/** A namespace that is offloaded to every provider, with a claim of that class whose volume was filled on `node`. */
export async function createFilledApp(world: World, { node, storageClass }: { node: string; storageClass: string }): Promise<App> {
  const { port } = world.consumer;
  const app = { namespace: freshName('app'), claim: 'data' };
  const { namespace } = app;
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await port.create(liqoKinds.namespaceOffloading, {
    apiVersion: liqoKinds.namespaceOffloading.apiVersion,
    kind: liqoKinds.namespaceOffloading.kind,
    metadata: { name: offloadingName, namespace },
    spec: { namespaceMappingStrategy: 'DefaultName', podOffloadingStrategy: 'LocalAndRemote' },
  });
  await until(() => isOffloaded(world, namespace), patience);
  const marks = { labels: { team: 'blue' }, annotations: { 'example.com/note': 'mine' } };
  const wanted = { storageClassName: storageClass, resources: { requests: { storage: '256Mi' } } };
  await port.create(kinds.claim, claimOf({ namespace, name: app.claim }, marks, wanted));
  await runFilling(port, renderUser(app, { node, labels: { [fillLabel]: namespace } }));
  await until(() => isFilled(world, namespace), patience);
  return app;
}

/** Whether the pod that filled it has left every cluster: a provider's is gone last. */
async function isFilled({ clusters }: World, namespace: string): Promise<boolean> {
  const labels = `${fillLabel}=${namespace}`;
  const lists = await Promise.all(Object.values(clusters).map(({ port }) => port.list(kinds.pod, { labels })));
  return lists.every(({ items }) => items.length === 0);
}

async function isOffloaded({ clusters, consumer }: World, namespace: string): Promise<boolean> {
  const offloading = await consumer.port.read(liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
  return Object.keys(clusters).every((name) => name === consumer.name || isAcceptedBy(offloading, name));
}

async function runFilling(port: KubePort, pod: Pod): Promise<void> {
  const key = { name: pod.metadata.name, namespace: pod.metadata.namespace ?? '' };
  await port.create(kinds.pod, pod);
  await until(async () => (await port.find(kinds.pod, key))?.status?.phase === 'Succeeded', patience);
  await removeObject(port, kinds.pod, key);
  await until(async () => (await port.find(kinds.pod, key)) === undefined, patience);
}

/** A pod of the application's that mounts the claim; on that node, or where the scheduler wants it. */
export function renderUser({ namespace, claim }: App, { node, labels = {} }: { node?: string; labels?: Record<string, string> } = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'user', namespace, labels },
    spec: {
      restartPolicy: 'Never',
      ...(node !== undefined && { nodeSelector: { 'kubernetes.io/hostname': node } }),
      tolerations: [{ key: liqoNames.notAllowedTaint, operator: 'Exists' }],
      automountServiceAccountToken: false,
      containers: [{ name: 'user', image: 'user', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  };
}

/** Orders the end of everything of an app that is in order; what is slow to go does not matter to another one. */
export async function removeApp({ consumer: { port } }: World, { namespace }: App): Promise<void> {
  const annotations = { [storageNames.discardClaims]: 'true' };
  await port.mergePatch(kinds.namespace, { name: namespace }, { metadata: { annotations } });
  await removeObject(port, kinds.namespace, { name: namespace });
}
