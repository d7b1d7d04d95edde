import { afterAll, beforeAll } from 'vitest';
import { connectText } from '../../../../src/kube/login/connect.ts';
import { type Claim, kinds, type Pod, type StorageClass } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../../../sandbox/api/server.ts';
import { admin } from '../../../sandbox/users.ts';
import { surroundings } from '../../../support/surroundings.ts';
import { claimOf } from '../../../support/claims.ts';
import { podOf } from '../../../support/pods.ts';

/** One server for a test file, spoken to in process and over HTTP by the product's own client. */
export interface TestCluster {
  server: ApiServer;
  port: KubePort;
  http: KubePort;
}

export function withCluster(options: Partial<ApiServerOptions> = {}): TestCluster {
  const cluster = {} as TestCluster;
  beforeAll(async () => {
    cluster.server = await startApiServer({ name: 'rome', ...options });
    cluster.port = cluster.server.as(admin);
    cluster.http = await connectText(cluster.server.kubeconfig(admin), { ...surroundings, cluster: 'rome' });
    await cluster.port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app' } });
  });
  afterAll(async () => await cluster.server.close());
  return cluster;
}

/** No class, so that the default one counts. */
export function claim(name: string, spec: Partial<NonNullable<Claim['spec']>> = {}): Claim {
  const { storageClassName: _, ...rest } = claimOf(at(name)).spec ?? {};
  return { ...claimOf(at(name)), spec: { ...rest, ...spec } };
}

export function pod(name: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod {
  return podOf(at(name), spec);
}

export function storageClass(name: string, extra: Partial<StorageClass> = {}): StorageClass {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner: 'example.com/p', ...extra };
}

export function at(name: string) {
  return { name, namespace: 'app' };
}
