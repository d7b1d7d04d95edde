import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Event, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { ensureDevice } from '../../../sandbox/controllers/local-path/folders.ts';
import { type ApiServer, startApiServer } from '../../../sandbox/api/server.ts';
import { type Kubelet, type KubeletOptions, startKubelet } from '../../../sandbox/pods/kubelet.ts';
import { type ClusterNetwork, startNetwork } from '../../../sandbox/pods/network.ts';
import type { PodSpec } from '../../../sandbox/pods/pod-types.ts';
import { untilFits } from '../../../support/until.ts';

/** One node in a folder of its own, and what a test does with it. */
export interface TestNode {
  readonly server: ApiServer;
  readonly port: KubePort;
  readonly kubelet: Kubelet;
  readonly network: ClusterNetwork;
  readonly folder: string;
  /** A bound claim with an empty folder behind it, or a device of 1 MiB; its path. */
  claim(name: string, mode?: 'Block'): Promise<string>;
  run(name: string, spec: Partial<PodSpec>): Promise<Pod>;
  /** A pod of one container `main` that runs a shell script and is not restarted. */
  script(name: string, script: string, more?: Partial<PodSpec['containers'][number]>, spec?: Partial<PodSpec>): Promise<Pod>;
  phase(name: string, phase: string): Promise<Pod>;
  until(name: string, wanted: (pod: Pod | undefined) => boolean): Promise<Pod | undefined>;
  remove(name: string): Promise<void>;
  log(name: string, container?: string): Promise<string>;
  events(): Promise<Event[]>;
  close(): Promise<void>;
}

const namespace = 'app';
const node = 'rome-1';

export async function startTestNode(options: Pick<KubeletOptions, 'isolation' | 'cheapKeys'> = {}): Promise<TestNode> {
  const folder = await mkdtemp(join(tmpdir(), 'test-node-'));
  const server = await startApiServer({ name: 'rome' });
  const port = server.as({ name: 'kubernetes-admin', groups: ['system:masters'] });
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const closing = new AbortController();
  const signal = closing.signal;
  const network = await startNetwork({ port, signal });
  const kubelet = await startKubelet({
    port: server.as({ name: `system:node:${node}`, groups: ['system:nodes'] }),
    node,
    cluster: 'rome',
    folder: join(folder, 'node'),
    network,
    podPrefix: '127.100.1',
    signal,
    tools: [],
    ...options,
  });
  const close = async () => {
    await kubelet.stop();
    await network.close();
    closing.abort();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { server, port, kubelet, network, folder, close, ...actions(port, kubelet, folder) };
}

function actions(
  port: KubePort,
  kubelet: Kubelet,
  folder: string,
): Omit<TestNode, 'server' | 'port' | 'kubelet' | 'network' | 'folder' | 'close'> {
  const find = (name: string) => port.find(kinds.pod, { name, namespace });
  const until: TestNode['until'] = async (name, wanted) => await untilFits(() => find(name), wanted);
  const run: TestNode['run'] = async (name, spec) =>
    await port.create(kinds.pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace },
      spec: { nodeName: node, ...spec },
    } as Pod);
  return {
    until,
    run,
    claim: async (name, mode) => {
      const path = join(folder, 'volumes', name, 'data');
      await (mode === 'Block' ? ensureDevice(path, 2 ** 20) : mkdir(path, { recursive: true }));
      await makeClaim(port, { name, path, volumeMode: mode ?? 'Filesystem' });
      return path;
    },
    script: async (name, script, more = {}, spec = {}) =>
      await run(name, {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 5,
        ...spec,
        containers: [{ name: 'main', image: 'busybox', command: ['/bin/sh', '-ec', script], ...more }],
      }),
    phase: async (name, phase) => (await until(name, (pod) => pod?.status?.phase === phase)) as Pod,
    remove: async (name) => {
      const { uid = '', resourceVersion = '' } = (await find(name))?.metadata ?? {};
      await port.remove(kinds.pod, { name, namespace }, { uid, resourceVersion });
    },
    log: async (name, container = 'main') => (await kubelet.container(namespace, name, container)?.log()) ?? '',
    events: async () => (await port.list(kinds.event)).items,
  };
}

async function makeClaim(port: KubePort, { name, path, volumeMode }: { name: string; path: string; volumeMode: string }): Promise<void> {
  const size = { storage: '1Gi' };
  const accessModes = ['ReadWriteOnce'];
  const claim = await port.create(kinds.claim, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { volumeName: `pv-${name}`, storageClassName: '', volumeMode, accessModes, resources: { requests: size } },
  });
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid: claim.metadata.uid ?? '' };
  await port.create(kinds.volume, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pv-${name}` },
    spec: { hostPath: { path, type: 'DirectoryOrCreate' }, claimRef, capacity: size, accessModes, volumeMode, storageClassName: '' },
  });
  await port.mergePatch(kinds.claim, { name, namespace }, { status: { phase: 'Bound' } }, { subresource: 'status' });
}

/** Whether a process is there and not a zombie. */
export function lives(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
