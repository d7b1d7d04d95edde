import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/base/time/clock.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { createRecorder } from '../../../src/kube/controller/event-recorder.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { type Claim, kinds, type Node, type StorageClass } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { offloadingName } from '../../../src/liqo/namespace-offloading.ts';
import { ReconcileLoop } from '../../../src/provisioner/loop/reconcile-loop.ts';
import type { ProvisionerSettings } from '../../../src/provisioner/model/settings.ts';
import { createReconcilers } from '../../../src/provisioner/process/reconcilers.ts';
import { bindingNames, storageNames } from '../../../src/volumes/names.ts';
import { ensureLiqoKinds } from '../../liqo/crds.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { claimOf } from '../../support/claims.ts';
import { type ApiServers, openApiServers } from '../move/api-servers.ts';

export const storageNamespace = 'liqoctl-storage';

const settings: ProvisionerSettings = {
  provisioner: storageNames.provisioner,
  storageNamespace,
  firstConsumerImage: 'pause',
  guards: true,
  resyncMilliseconds: 600_000,
};

/** Two API servers with the controllers of Kubernetes but no kubelets: nodes are selected by annotation, and a ShadowPod in milan selects one there. */
export interface StorageLab extends ApiServers {
  /** Starts the reconcilers on these ports, by this clock; the returned function ends them and waits until nothing is under way. */
  start(ports?: { rome?: KubePort; milan?: KubePort }, change?: Partial<ProvisionerSettings>, clock?: Clock): Promise<() => Promise<void>>;
  /** Creates a claim in namespace shop whose first pod is meant for that node. */
  claim(name: string, node: 'rome-1' | 'milan', spec?: Claim['spec']): Promise<Claim>;
}

export async function openStorageLab(): Promise<StorageLab> {
  const servers = await openApiServers({ controllers: true });
  const { rome, milan } = servers;
  await Promise.all([ensureLiqoKinds(rome), ensureLiqoKinds(milan)]);
  for (const port of [rome, milan]) await port.create(kinds.storageClass, realClass);
  await rome.create(kinds.node, nodeOf('rome-1', {}));
  await rome.create(kinds.node, nodeOf('milan', { 'liqo.io/type': 'virtual-node', 'liqo.io/remote-cluster-id': 'milan' }));
  await milan.create(kinds.node, nodeOf('milan-1', {}));
  await rome.create(kinds.storageClass, ownClass('liqoctl'));
  await offload(rome);
  await playShadowPods(milan);
  const claim: StorageLab['claim'] = (name, node, spec = {}) =>
    rome.create(
      kinds.claim,
      claimOf(
        { namespace: 'shop', name },
        { annotations: { [bindingNames.selectedNode]: node } },
        { storageClassName: 'liqoctl', ...spec },
      ),
    );
  const startWith: StorageLab['start'] = (ports = {}, change = {}, clock = systemClock) =>
    start({ rome, milan, ...ports }, { ...settings, ...change }, clock);
  return { ...servers, claim, start: startWith };
}

const realClass: StorageClass = {
  ...ownClass('local-path'),
  metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'rancher.io/local-path',
  parameters: { block: 'true', expansion: 'at-once' },
};

function nodeOf(name: string, labels: Record<string, string>): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } } };
}

async function offload(rome: KubePort): Promise<void> {
  const { apiVersion } = liqoKinds.namespaceOffloading;
  const yes = (type: 'OffloadingRequired' | 'Ready') => ({ type, status: 'True' as const });
  const key = { name: offloadingName, namespace: 'shop' };
  await rome.create(liqoKinds.namespaceOffloading, { apiVersion, kind: 'NamespaceOffloading', metadata: key, spec: {} });
  const status = { remoteNamespaceName: 'shop-rome', remoteNamespacesConditions: { milan: [yes('OffloadingRequired'), yes('Ready')] } };
  await rome.mergePatch(liqoKinds.namespaceOffloading, key, { status }, { subresource: 'status' });
  const storageClasses = [{ storageClassName: 'local-path', default: true }];
  const spec = { clusterID: 'milan', kubeconfigSecretRef: { name: 'tenant' }, storageClasses };
  await rome.create(liqoKinds.virtualNode, { apiVersion, kind: 'VirtualNode', metadata: { name: 'milan', namespace: 'other' }, spec });
  const data = { kubeconfig: Buffer.from('milan').toString('base64') };
  await rome.create(kinds.secret, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tenant', namespace: 'other' }, data });
}

/** A pod that names a waiting claim has its node selected, as by the scheduler there. */
async function playShadowPods(milan: KubePort): Promise<void> {
  const end = new AbortController();
  onTestFinished(() => end.abort());
  await startInformer({
    port: milan,
    kind: liqoKinds.shadowPod,
    clock: systemClock,
    signal: end.signal,
    changed: ({ metadata: { namespace = '' }, spec }, change) => {
      if (change !== 'ADDED') return;
      const { volumes = [] } = spec.pod as { volumes?: { persistentVolumeClaim?: { claimName: string } }[] };
      const name = volumes[0]?.persistentVolumeClaim?.claimName ?? '';
      const annotations = { [bindingNames.selectedNode]: 'milan-1' };
      milan.mergePatch(kinds.claim, { namespace, name }, { metadata: { annotations } }).catch(() => undefined);
    },
  });
}

async function start(
  { rome, milan }: { rome: KubePort; milan: KubePort },
  given: ProvisionerSettings,
  clock: Clock,
): Promise<() => Promise<void>> {
  const end = new AbortController();
  const { signal } = end;
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const record = createRecorder({ port: rome, clock, component: 'liqo-storage-controller', latestMessage: true });
  const meter = { added: nothing, looked: nothing, retried: nothing };
  const { resyncMilliseconds } = given;
  const loop = new ReconcileLoop({ clock, signal, workers: 4, resyncMilliseconds, log, record, meter });
  loop.start(
    await createReconcilers({
      consumer: rome,
      connect: async () => milan,
      settings: given,
      clock,
      random: (bytes) => randomBytes(bytes),
      log,
      record,
      signal,
      enqueue: (...asked) => loop.enqueue(...asked),
    }),
  );
  const stop = async () => {
    end.abort();
    await loop.stopped;
  };
  onTestFinished(stop);
  return stop;
}
