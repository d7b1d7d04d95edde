// @module-tag core
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Kind, kinds, type Meta } from '../../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../../src/liqo/kinds.ts';
import { servedKindNamed } from '../../../sandbox/controllers/served-kinds.ts';
import { user } from '../../../sandbox/users.ts';
import { withCluster } from './cluster.ts';
import { guardOf, type PolicySpec, rule } from './guard.ts';

const cluster = withCluster({ policyDelayMs: 0 });
const { enforce, lift } = guardOf(cluster);
const foreignClusters = servedKindNamed('foreignclusters');
const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
/** Lists the claims of each namespace, and of each provider. */
const paramRef = { name: 'claims', namespace: 'storage', parameterNotFoundAction: 'Allow' };
const acknowledged = "oldObject.metadata.?annotations[?'example.com/acknowledge'].orValue('') == 'yes'";

beforeAll(async () => {
  for (const name of ['storage', 'shop']) await create(kinds.namespace, { name }, { metadata: { name, labels: { tier: name } } });
  const data = { shop: 'db, cache', milan: 'shop/db' };
  await create(kinds.configMap, { name: 'claims', namespace: 'storage' }, { data });
  await create(liqoKinds.namespaceOffloading, { name: 'offloading', namespace: 'shop' }, {});
  await create(liqoKinds.virtualNode, { name: 'milan', namespace: 'storage' }, { spec: { clusterID: 'milan' } });
  await create(foreignClusters, { name: 'milan' }, {});
});
afterEach(lift);

async function create<T extends { metadata: Meta }>(kind: Kind<T>, metadata: Meta, fields: object): Promise<void> {
  await cluster.port.create(kind, { apiVersion: kind.apiVersion, kind: kind.kind, metadata, ...fields } as unknown as T);
}

/** A deletion that changes nothing where it is let through. */
async function remove<T extends { metadata: Meta }>(kind: Kind<T>, key: { name: string; namespace?: string }): Promise<void> {
  const { uid = '', resourceVersion = '' } = (await cluster.port.read(kind, key)).metadata;
  await cluster.http.remove(kind, key, { uid, resourceVersion }, { dryRun: true });
}

/** Refuses what would lose the claims that the parameters list under the key that this expression gives. */
function holdingBack(resources: string[], operations: string[], key: string): PolicySpec {
  return {
    paramKind,
    matchConstraints: rule(resources, operations),
    matchConditions: [{ name: 'unacknowledged', expression: `!(${acknowledged})` }],
    variables: [
      { name: 'listed', expression: `params == null ? '' : params.data[?${key}].orValue('')` },
      { name: 'claims', expression: "variables.listed == '' ? [] : variables.listed.split(', ')" },
    ],
    validations: [
      {
        expression: 'variables.claims.size() == 0',
        messageExpression: "'claims live here: ' + variables.claims.map(c, 'liqoctl move volume %s'.format([c])).join('; ')",
        reason: 'Forbidden',
      },
    ],
  };
}

describe('claims that are listed in the parameters hold back', () => {
  const offloading = { name: 'offloading', namespace: 'shop' };

  test('the deletion of their namespace', async () => {
    await enforce(holdingBack(['namespaces'], ['DELETE'], 'oldObject.metadata.name'), { paramRef });
    await expect(remove(kinds.namespace, { name: 'shop' })).rejects.toThrow(
      'denied request: claims live here: liqoctl move volume db; liqoctl move volume cache',
    );
    await remove(kinds.namespace, { name: 'storage' });
  });

  test('the end of its offloading, by deletion and by change', async () => {
    await enforce(holdingBack(['namespaceoffloadings'], ['UPDATE', 'DELETE'], 'request.namespace'), { paramRef });
    await expect(remove(liqoKinds.namespaceOffloading, offloading)).rejects.toThrow('claims live here');
    const local = { spec: { podOffloadingStrategy: 'Local' } };
    await expect(cluster.http.mergePatch(liqoKinds.namespaceOffloading, offloading, local)).rejects.toThrow('claims live here');
    // The status is Liqo's to write.
    const status = { status: { offloadingPhase: 'Ready' } };
    await cluster.http.mergePatch(liqoKinds.namespaceOffloading, offloading, status, { subresource: 'status' });
  });

  test('the end of a peering: its virtual node and its foreign cluster', async () => {
    await enforce(holdingBack(['virtualnodes'], ['DELETE'], 'oldObject.spec.clusterID'), { paramRef });
    await expect(remove(liqoKinds.virtualNode, { name: 'milan', namespace: 'storage' })).rejects.toThrow(
      'claims live here: liqoctl move volume shop/db',
    );
    await lift();
    await enforce(holdingBack(['foreignclusters'], ['DELETE'], 'oldObject.metadata.name'), { paramRef });
    await expect(remove(foreignClusters, { name: 'milan' })).rejects.toThrow('claims live here');
  });

  test('nothing that is acknowledged', async () => {
    await enforce(holdingBack(['foreignclusters'], ['DELETE'], 'oldObject.metadata.name'), { paramRef });
    await cluster.port.mergePatch(foreignClusters, { name: 'milan' }, { metadata: { annotations: { 'example.com/acknowledge': 'yes' } } });
    await remove(foreignClusters, { name: 'milan' });
    await cluster.port.mergePatch(foreignClusters, { name: 'milan' }, { metadata: { annotations: null } });
  });
});

describe('parameters', () => {
  const check: PolicySpec = {
    paramKind,
    matchConstraints: rule(['namespaces', 'secrets'], ['CREATE', 'DELETE']),
    validations: [{ expression: "params.data.allow == 'yes'", messageExpression: "'not in ' + params.metadata.name" }],
  };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' } };
  const trySecret = () => cluster.http.create(kinds.secret, secret, { dryRun: true });

  test('that are missing let pass or deny, as the binding says', async () => {
    await enforce(check, { paramRef: { ...paramRef, name: 'nowhere' } });
    await trySecret();
    await lift();
    await enforce(check, { paramRef: { ...paramRef, name: 'nowhere', parameterNotFoundAction: 'Deny' } });
    await expect(trySecret()).rejects.toThrow(
      "'guard' with binding 'guard' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
    );
  });

  test('lie in the namespace of the request where the binding names none, and all that a selector finds must agree', async () => {
    for (const [name, allow] of [
      ['one', 'yes'],
      ['two', 'no'],
    ] as const) {
      await create(kinds.configMap, { name, namespace: 'shop', labels: { for: 'guard' } }, { data: { allow } });
    }
    await enforce(check, { paramRef: { name: 'one', parameterNotFoundAction: 'Deny' } });
    await trySecret();
    await remove(kinds.namespace, { name: 'shop' });
    await lift();
    await enforce(check, { paramRef: { selector: { matchLabels: { for: 'guard' } }, parameterNotFoundAction: 'Deny' } });
    await expect(trySecret()).rejects.toThrow('not in two');
  });

  test('without a namespace cannot be had for what lies in none', async () => {
    const cannot = 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
    await enforce(
      { ...check, matchConstraints: rule(['foreignclusters'], ['DELETE']) },
      { paramRef: { name: 'one', parameterNotFoundAction: 'Allow' } },
    );
    await expect(remove(foreignClusters, { name: 'milan' })).rejects.toThrow(cannot);
  });

  test('may be of a kind of Liqo, and of none that is not served', async () => {
    const validations = [{ expression: "params.spec.clusterID != 'milan'", message: 'peered' }];
    const nodeKind = { apiVersion: 'offloading.liqo.io/v1beta1', kind: 'VirtualNode' };
    await enforce({ ...check, paramKind: nodeKind, validations }, { paramRef: { ...paramRef, name: 'milan' } });
    await expect(trySecret()).rejects.toThrow('peered');
    await lift();
    await enforce({ ...check, paramKind: { ...nodeKind, kind: 'Other' }, validations }, { paramRef });
    await expect(trySecret()).rejects.toThrow('failed to find resource referenced by paramKind');
  });

  test('need a kind in the policy, and a whole reference in the binding', async () => {
    const { paramKind: _kind, ...without } = check;
    await expect(enforce(without)).rejects.toThrow('compilation failed');
    await expect(enforce(check, { paramRef: { parameterNotFoundAction: 'Allow' } })).rejects.toThrow(
      'one of name or selector must be specified',
    );
  });

  test('are referred to only by those who may read them', async () => {
    const role = { rules: [{ verbs: ['create'], apiGroups: ['admissionregistration.k8s.io'], resources: ['*'] }] };
    await create(servedKindNamed('clusterroles'), { name: 'author' }, role);
    const subjects = [{ kind: 'User', name: 'author' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'author' };
    await create(servedKindNamed('clusterrolebindings'), { name: 'author' }, { subjects, roleRef });
    const { apiVersion } = kinds.admissionPolicy;
    const policy = { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'other' }, spec: check };
    await expect(cluster.server.as(user('author')).create(kinds.admissionPolicy, policy)).rejects.toThrow(
      'must have "get" permission on all objects of the referenced paramKind (kind=ConfigMap, apiVersion=v1)',
    );
  });
});

test('a namespace selector chooses by the labels of the namespace, also for the namespace itself; expressions see it', async () => {
  const constraints = { ...rule(['namespaces', 'secrets'], ['CREATE', 'DELETE']), namespaceSelector: { matchLabels: { tier: 'shop' } } };
  const expression = "namespaceObject != null && namespaceObject.metadata.labels['tier'] == 'none'";
  await enforce({ matchConstraints: constraints, validations: [{ expression, message: 'chosen' }] });
  const secretIn = (namespace: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace } });
  await expect(cluster.http.create(kinds.secret, secretIn('shop'), { dryRun: true })).rejects.toThrow('chosen');
  await expect(remove(kinds.namespace, { name: 'shop' })).rejects.toThrow('chosen');
  await cluster.http.create(kinds.secret, secretIn('storage'), { dryRun: true });
  await remove(kinds.namespace, { name: 'storage' });
});
