import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Claim, type Kind, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { Key, KubePort, Preconditions } from '../../../../src/kube/client/port.ts';
import { startApiServer } from '../../../sandbox/api/server.ts';
import { startControllers } from '../../../sandbox/controllers/controllers.ts';
import type { Stored } from '../../../sandbox/controllers/objects.ts';
import { until } from '../../../support/until.ts';

export interface Cluster {
  readonly admin: KubePort;
  readonly volumesFolder: string;
  readonly create: <T extends Stored>(kind: Kind<T>, name: string, fields?: object, metadata?: object) => Promise<T>;
  /** Deletes the object as it is now. */
  readonly remove: (kind: Kind<Stored>, key: Key, propagation?: 'Background' | 'Foreground' | 'Orphan') => Promise<void>;
  /** What a kubelet would report. */
  readonly report: (pod: Pod, status: object) => Promise<Pod>;
}

/** An API server with controllers, two nodes, a class and the namespace `app`; gone with the test. */
export async function startCluster(): Promise<Cluster> {
  const server = await startApiServer({ name: 'rome' });
  const volumesFolder = await mkdtemp(join(tmpdir(), 'volumes-'));
  const stop = new AbortController();
  const portFor = (name: string) => server.as({ name, groups: [] });
  const { stopped } = await startControllers({ portFor, cluster: 'rome', volumesFolder, signal: stop.signal });
  onTestFinished(async () => {
    stop.abort();
    await stopped;
    await server.close();
    await rm(volumesFolder, { recursive: true });
  });
  const cluster = clusterOf(server.as({ name: 'kubernetes-admin', groups: ['system:masters'] }), volumesFolder);
  await furnish(cluster);
  return cluster;
}

function clusterOf(admin: KubePort, volumesFolder: string): Cluster {
  return {
    admin,
    volumesFolder,
    create: <T extends Stored>(kind: Kind<T>, name: string, fields: object = {}, metadata: object = {}) => {
      const place = kind.namespaced ? { namespace: 'app' } : {};
      const object = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name, ...place, ...metadata }, ...fields };
      return admin.create(kind, object as unknown as T);
    },
    remove: async (kind, key, propagation = 'Background') => {
      const { uid, resourceVersion } = (await admin.read(kind, key)).metadata as Stored['metadata'] & Preconditions;
      await admin.remove(kind, key, { uid, resourceVersion }, { propagation });
    },
    report: (pod, status) =>
      admin.mergePatch(kinds.pod, { name: pod.metadata.name, namespace: 'app' }, { status }, { subresource: 'status' }),
  };
}

async function furnish({ admin, create }: Cluster): Promise<void> {
  for (const name of ['rome-1', 'rome-2']) {
    await create(kinds.node, name, {}, { labels: { 'kubernetes.io/hostname': name } });
    const status = { allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, conditions: [{ type: 'Ready', status: 'True' }] };
    await admin.mergePatch(kinds.node, { name }, { status }, { subresource: 'status' });
  }
  await create(kinds.storageClass, 'fast', { provisioner: 'rancher.io/local-path', volumeBindingMode: 'WaitForFirstConsumer' });
  await create(kinds.namespace, 'app');
}

export const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'fast' };

/** A pod that mounts the claim; the cluster gives it a node. */
export function createMounter(cluster: Cluster, claim: Claim, name = 'mounter'): Promise<Pod> {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: claim.metadata.name } }];
  return cluster.create(kinds.pod, name, { spec: { containers: [{ name: 'main', image: 'sh' }], volumes } });
}

/** A claim with its volume, provisioned for a pod that is gone again. */
export async function createBoundClaim(cluster: Cluster, name: string, spec: object = {}): Promise<Claim> {
  const claim = await cluster.create(kinds.claim, name, { spec: { ...claimSpec, ...spec } });
  const pod = await createMounter(cluster, claim, `first-${name}`);
  const key = { name, namespace: 'app' };
  const bound = await until(async () => {
    const now = await cluster.admin.read(kinds.claim, key);
    return now.status?.phase === 'Bound' && now;
  });
  const place = { name: pod.metadata.name, namespace: 'app' };
  await until(async () => (await cluster.admin.read(kinds.pod, place)).spec?.nodeName !== undefined);
  const { uid = '', resourceVersion = '' } = (await cluster.admin.read(kinds.pod, place)).metadata;
  await cluster.admin.remove(kinds.pod, place, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
  return bound;
}
