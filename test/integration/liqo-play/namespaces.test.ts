import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { type Clusters, finishNamespace, makeNamespace, offload, startClusters } from './clusters.ts';
import { until, untilPasses } from '../../support/until.ts';

let clusters: Clusters;
const offloading = (namespace: string) => ({ name: 'offloading', namespace });
const select = (...values: string[]) => ({
  clusterSelector: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'liqo.io/remote-cluster-id', operator: 'In', values }] }] },
});

async function statusOf(namespace: string) {
  return (await clusters.rome.find(liqoKinds.namespaceOffloading, offloading(namespace)))?.status;
}

async function conditions(namespace: string, provider: string): Promise<Record<string, string | undefined>> {
  const all = (await statusOf(namespace))?.remoteNamespacesConditions?.[provider] ?? [];
  return Object.fromEntries(all.map((one) => [one.type, one.reason]));
}

async function remove(namespace: string): Promise<void> {
  const { metadata } = await clusters.rome.read(liqoKinds.namespaceOffloading, offloading(namespace));
  const incarnation = { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' };
  await clusters.rome.remove(liqoKinds.namespaceOffloading, offloading(namespace), incarnation);
}

describe('offloaded namespaces', () => {
  beforeEach(async () => {
    clusters = await startClusters({ providers: [{ id: 'milan' }, { id: 'paris' }] });
  });
  afterEach(() => clusters.close());

  it('exist in the selected providers only, with marks, rights and status', async () => {
    await offload(clusters.rome, 'app', select('milan'));
    const remote = await clusters.provider('milan').read(kinds.namespace, { name: 'app-rome' });
    expect(remote.metadata.labels).toMatchObject({ 'liqo.io/remote-cluster-id': 'rome' });
    expect(remote.metadata.annotations).toMatchObject({
      'liqo.io/original-name': 'app',
      'liqo.io/managed-by-namespace-map': 'liqo-tenant-rome/milan',
    });
    expect(await clusters.provider('paris').find(kinds.namespace, { name: 'app-rome' })).toBeUndefined();
    expect(await statusOf('app')).toMatchObject({ remoteNamespaceName: 'app-rome', offloadingPhase: 'Ready', observedGeneration: 1 });
    expect(await conditions('app', 'milan')).toEqual({ OffloadingRequired: 'ClusterSelected', Ready: 'NamespaceCreated' });
    expect(await conditions('app', 'paris')).toEqual({ OffloadingRequired: 'ClusterNotSelected' });
  });

  it('give the tenant claims, secrets and pod reading in there, and nothing else', async () => {
    await offload(clusters.rome, 'app', select('milan'));
    const tenant = clusters.tenant('milan');
    const may = (verb: string, resource: string, namespace = 'app-rome', group = '') => tenant.allows({ verb, group, resource, namespace });
    expect(await may('create', 'persistentvolumeclaims')).toBe(true);
    expect(await may('delete', 'secrets')).toBe(true);
    expect(await may('list', 'pods')).toBe(true);
    expect(await may('create', 'pods')).toBe(false);
    expect(await may('create', 'jobs', 'app-rome', 'batch')).toBe(false);
    expect(await may('get', 'persistentvolumeclaims', 'default')).toBe(false);
    expect(await tenant.allows({ verb: 'get', group: '', resource: 'persistentvolumes' })).toBe(false);
    expect(await tenant.allows({ verb: 'list', group: '', resource: 'namespaces' })).toBe(false);
  });

  it.each([
    ['EnforceSameName', {}, 'app'],
    ['SelectedName', { remoteNamespaceName: 'chosen' }, 'chosen'],
    ['DefaultName', {}, 'app-rome'],
  ] as const)('are named by the strategy %s', async (namespaceMappingStrategy, more, name) => {
    await offload(clusters.rome, 'app', { namespaceMappingStrategy, ...more, ...select('milan') });
    expect(await clusters.provider('milan').find(kinds.namespace, { name })).toBeDefined();
  });

  it('are labelled for the webhook unless the strategy is Local', async () => {
    const label = async (name: string) =>
      (await clusters.rome.read(kinds.namespace, { name })).metadata.labels?.['liqo.io/scheduling-enabled'];
    await offload(clusters.rome, 'app', select('milan'));
    await offload(clusters.rome, 'local', { podOffloadingStrategy: 'Local', ...select('milan') });
    expect(await label('app')).toBe('true');
    expect(await label('local')).toBeUndefined();
    await clusters.rome.mergePatch(liqoKinds.namespaceOffloading, offloading('app'), { spec: { podOffloadingStrategy: 'Local' } });
    await untilPasses(async () => expect(await label('app')).toBeUndefined());
  });

  it('do not take over a namespace that is there already', async () => {
    await makeNamespace(clusters.provider('milan'), 'app-rome');
    await offload(clusters.rome, 'app', {}, ['paris']);
    await untilPasses(async () =>
      expect(await conditions('app', 'milan')).toEqual({ OffloadingRequired: 'ClusterSelected', Ready: 'CreationLoopBackOff' }),
    );
    expect((await statusOf('app'))?.offloadingPhase).toBe('SomeFailed');
  });

  it('are deleted in a provider that is no longer selected', async () => {
    await offload(clusters.rome, 'app', {}, ['milan', 'paris']);
    await clusters.rome.mergePatch(liqoKinds.namespaceOffloading, offloading('app'), { spec: select('milan') });
    await finishNamespace(clusters.provider('paris'), 'app-rome');
    await untilPasses(async () => expect(await conditions('app', 'paris')).toEqual({ OffloadingRequired: 'ClusterNotSelected' }));
    expect(await conditions('app', 'milan')).toMatchObject({ Ready: 'NamespaceCreated' });
    expect((await statusOf('app'))?.observedGeneration).toBe(2);
  });

  it('hold the offloading until they are gone', async () => {
    await offload(clusters.rome, 'app', select('milan'));
    await remove('app');
    await untilPasses(async () => expect(await conditions('app', 'milan')).toMatchObject({ Ready: 'Terminating' }));
    expect((await statusOf('app'))?.offloadingPhase).toBe('Terminating');
    await finishNamespace(clusters.provider('milan'), 'app-rome');
    await untilPasses(async () => expect(await statusOf('app')).toBeUndefined());
    const after = await until(() => clusters.rome.find(kinds.namespace, { name: 'app' }));
    expect(after.metadata.labels).not.toHaveProperty(['liqo.io/scheduling-enabled']);
  });
});

describe('two virtual nodes of one provider', () => {
  it('let the last one decide when a selector names only one of them', async () => {
    clusters = await startClusters({ providers: [{ id: 'milan', nodes: ['milan-a', 'milan-b'] }] });
    const hostname = (name: string) => ({
      clusterSelector: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [name] }] }] },
    });
    await offload(clusters.rome, 'second', hostname('milan-b'));
    await offload(clusters.rome, 'first', hostname('milan-a'), []);
    await untilPasses(async () => expect((await statusOf('first'))?.offloadingPhase).toBe('NoClusterSelected'));
    await clusters.close();
  });
});
