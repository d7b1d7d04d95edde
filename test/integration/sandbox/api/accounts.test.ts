// @module-tag core
import { beforeAll, expect, test } from 'vitest';
import { connectText } from '../../../../src/kube/login/connect.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { admin } from '../../../sandbox/users.ts';
import { installAccount, type Manifest } from '../../../support/accounts.ts';
import { surroundings } from '../../../support/surroundings.ts';
import { at, claim, withCluster } from './cluster.ts';

const cluster = withCluster();
const rbac = 'rbac.authorization.k8s.io/v1';
const place = { name: 'controller', namespace: 'storage' };
const everywhere = { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'list', 'patch'] };
const own = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['state'], verbs: ['get', 'list', 'watch'] };
const status = { apiGroups: [''], resources: ['persistentvolumeclaims/status'], verbs: ['patch'] };

function rendered(...rules: object[]): Manifest[] {
  const subjects = [{ kind: 'ServiceAccount', ...place }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: 'controller' });
  const objects = [
    { apiVersion: rbac, kind: 'ClusterRoleBinding', metadata: { name: 'controller' }, subjects, roleRef: roleRef('ClusterRole') },
    { apiVersion: rbac, kind: 'ClusterRole', metadata: { name: 'controller' }, rules },
    { apiVersion: rbac, kind: 'RoleBinding', metadata: place, subjects, roleRef: roleRef('Role') },
    { apiVersion: rbac, kind: 'Role', metadata: place, rules: [own] },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: place },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: place },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'storage' } },
  ];
  return objects;
}

async function become(...rules: object[]): Promise<KubePort> {
  const kubeconfig = await installAccount(cluster.port, rendered(...rules), cluster.server.kubeconfig(admin));
  return await connectText(kubeconfig, { ...surroundings, cluster: 'rome' });
}

beforeAll(async () => void (await cluster.port.create(kinds.claim, claim('db'))));

test('a program has the rights of its service account, and loses those that are rendered no more', async () => {
  const port = await become(everywhere, status);
  expect(await port.whoAmI()).toBe('system:serviceaccount:storage:controller');
  expect((await port.list(kinds.claim)).items).toHaveLength(1);
  await port.mergePatch(kinds.claim, at('db'), { status: { phase: 'Pending' } }, { subresource: 'status' });
  await expect(port.list(kinds.secret)).rejects.toMatchObject({ reason: 'forbidden' });
  await become(everywhere);
  const change = port.mergePatch(kinds.claim, at('db'), { status: { phase: 'Pending' } }, { subresource: 'status' });
  await expect(change).rejects.toThrow('cannot patch resource "persistentvolumeclaims/status"');
});

test('a right on one name is enough to list and watch that name', async () => {
  const port = await become(everywhere);
  const named = { namespace: 'storage', fields: 'metadata.name=state' };
  expect((await port.list(kinds.configMap, named)).items).toEqual([]);
  await expect(port.list(kinds.configMap, { namespace: 'storage' })).rejects.toMatchObject({ reason: 'forbidden' });
  const stop = new AbortController();
  const changes = port.watch(kinds.configMap, named, '0', stop.signal)[Symbol.asyncIterator]();
  await cluster.port.create(kinds.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'state', namespace: 'storage' } });
  expect((await changes.next()).value).toMatchObject({ type: 'ADDED' });
  stop.abort();
});

test('more than one service account is one too many', async () => {
  const [, , , , , account] = rendered();
  const twice = [...rendered(), { ...account, metadata: { name: 'other', namespace: 'storage' } } as Manifest];
  await expect(installAccount(cluster.port, twice, '')).rejects.toThrow('one ServiceAccount is needed, not 2');
});
