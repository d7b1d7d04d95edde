import { describe, expect, test } from 'vitest';
import { connectText } from '../../../../src/kube/login/connect.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { startApiServer } from '../../../sandbox/api/server.ts';
import { servedKindNamed } from '../../../sandbox/controllers/served-kinds.ts';
import type { Stored } from '../../../sandbox/controllers/objects.ts';
import { admin, user } from '../../../sandbox/users.ts';
import { at, claim, withCluster } from './cluster.ts';
import { surroundings } from '../../../support/surroundings.ts';

const cluster = withCluster();
const rbac = 'rbac.authorization.k8s.io/v1';
const tenant = user('tenant');

async function grant(rules: object[]): Promise<void> {
  const role = { apiVersion: rbac, kind: 'Role', metadata: { name: 'tenant', namespace: 'app' }, rules } as unknown as Stored;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'tenant' };
  const subjects = [{ kind: 'User', name: 'tenant' }];
  const binding = { ...role, kind: 'RoleBinding', roleRef, subjects, rules: undefined } as unknown as Stored;
  await cluster.port.create(servedKindNamed('roles'), role);
  await cluster.port.create(servedKindNamed('rolebindings'), binding);
}

describe('a user with a role in one namespace', () => {
  test('may do what the role says there, and nothing else', async () => {
    await grant([
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['create', 'get', 'delete'], resourceNames: undefined },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['mine'] },
    ]);
    const http = await connectText(cluster.server.kubeconfig(tenant), { ...surroundings, cluster: 'rome' });
    for (const port of [http, cluster.server.as(tenant)]) {
      const made = await port.create(kinds.claim, claim(`t-${port === http ? 'http' : 'local'}`));
      expect((await port.read(kinds.claim, at(made.metadata.name))).metadata.uid).toBe(made.metadata.uid);
      const words = 'User "tenant" cannot list resource "persistentvolumeclaims" in API group "" in the namespace "app"';
      await expect(port.list(kinds.claim, { namespace: 'app' })).rejects.toThrow(`persistentvolumeclaims is forbidden: ${words}`);
      await expect(port.list(kinds.volume)).rejects.toThrow(
        'cannot list resource "persistentvolumes" in API group "" at the cluster scope',
      );
      await expect(port.read(kinds.secret, at('mine'))).rejects.toMatchObject({ reason: 'notFound' });
      await expect(port.read(kinds.secret, at('other'))).rejects.toMatchObject({ reason: 'forbidden', status: 403 });
      expect(await port.allows({ verb: 'create', group: '', resource: 'persistentvolumeclaims', namespace: 'app' })).toBe(true);
      expect(await port.allows({ verb: 'create', group: '', resource: 'persistentvolumeclaims', namespace: 'default' })).toBe(false);
      expect(await port.allows({ verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: 'app' })).toBe(false);
      expect(await port.whoAmI()).toBe('tenant');
    }
  });

  test('may do at once what a role says anew, and no more what it says no longer', async () => {
    const port = cluster.server.as(tenant);
    const role = servedKindNamed('roles');
    const say = (...verbs: string[]) =>
      cluster.port.mergePatch(role, at('tenant'), { rules: [{ apiGroups: [''], resources: ['secrets'], verbs }] });
    await say('list');
    expect((await port.list(kinds.secret, { namespace: 'app' })).items).toEqual([]);
    await say('get');
    await expect(port.list(kinds.secret, { namespace: 'app' })).rejects.toMatchObject({ reason: 'forbidden' });
    await cluster.port.remove(servedKindNamed('rolebindings'), at('tenant'), {} as never);
    await expect(port.read(kinds.secret, at('mine'))).rejects.toMatchObject({ reason: 'forbidden' });
  });

  test('cannot act as somebody else; an administrator can', async () => {
    const as = async (kubeconfig: string) => {
      const headers = {
        authorization: `Bearer ${/token: (\w+)/.exec(kubeconfig)?.[1]}`,
        'impersonate-user': 'system:node:rome-1',
        'impersonate-group': 'system:nodes',
      };
      return (await fetch(`${cluster.server.url}/api/v1/pods`, { headers })).status;
    };
    expect(await as(cluster.server.kubeconfig(tenant))).toBe(403);
    expect(await as(cluster.server.kubeconfig(admin))).toBe(200);
  });
});

test('without a token there is no answer but 401', async () => {
  expect((await fetch(`${cluster.server.url}/api/v1/namespaces`)).status).toBe(401);
});

test('requests are told to a listener, with their outcome', async () => {
  const seen: string[] = [];
  const stop = cluster.server.onRequest(({ user: who, verb, resource, name, dryRun, code }) =>
    seen.push(`${who} ${verb} ${resource} ${name} ${dryRun} ${code}`),
  );
  await cluster.http.create(kinds.claim, claim('told'), { dryRun: true });
  await cluster.http.find(kinds.claim, at('nowhere'));
  stop();
  await cluster.http.find(kinds.claim, at('nowhere'));
  expect(seen).toEqual([
    'kubernetes-admin create persistentvolumeclaims  true 201',
    'kubernetes-admin get persistentvolumeclaims nowhere false 404',
  ]);
});

test('a cluster without admission policies does not serve their API', async () => {
  const old = await startApiServer({ name: 'old', features: { admissionPolicies: false } });
  try {
    const http = await connectText(old.kubeconfig(admin), { ...surroundings, cluster: 'old' });
    for (const port of [old.as(admin), http]) {
      expect(await port.serves(kinds.admissionPolicy)).toBe(false);
      expect(await port.serves(kinds.claim)).toBe(true);
      expect(await port.findKind('batch/v1', 'Job')).toMatchObject({ plural: 'jobs', namespaced: true });
    }
  } finally {
    await old.close();
  }
});
