import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, type Kind, kinds, type Meta, type Volume } from '../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { offloadingName } from '../../src/liqo/namespace-offloading.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { startApiProxy } from '../faults/api-proxy.ts';
import { type App, createApp } from '../place/app.ts';
import { removeObject, withObject } from '../place/objects.ts';
import { providerPort } from '../place/place.ts';
import { type Attempts, expectRefused, watchAttempts } from '../place/refusals.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import { boundPair, finishedPod, lostNode } from './checks-objects.ts';

describe('a move whose ends are not as they should be', () => {
  let place: SandboxPlace;
  let attempts: Attempts;
  let app: App;

  beforeAll(async () => {
    place = await openSandbox();
    attempts = await watchAttempts(place, { name: 'alice', groups: ['system:masters'] });
    app = await createApp(place, { node: 'rome-1', fill: 'true' });
  });
  afterAll(async () => {
    attempts.stop();
    await place.close();
  });

  const toMilan = ['--target-node', 'milan'];

  /** A claim of the virtual class, bound to a volume that says this about where it is. */
  async function bind(name: string, affinity: Volume['spec']): Promise<Claim> {
    const { claim, volume } = boundPair({ name, namespace: app.namespace }, { storageClassName: 'liqo', ...affinity });
    await place.consumer.create(kinds.volume, volume);
    await place.consumer.create(kinds.claim, claim);
    const bound = (now: Claim | undefined) => now?.status?.phase === 'Bound';
    const found = await until(place.consumer, { kind: kinds.claim, key: { name, namespace: app.namespace } }, bound);
    if (found === undefined) throw new Error(`claim ${name} is not bound`);
    return found;
  }

  const affinity = (key: string, operator: string, values?: string[]): Volume['spec'] => ({
    nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator, ...(values && { values }) }] }] } },
  });

  const relabel = (kind: Kind<{ metadata: Meta }>, key: { name: string; namespace?: string }, labels: Record<string, string | null>) =>
    place.consumer.mergePatch(kind, key, { metadata: { labels } });

  it('hears who names its real claim, here and in the provider', async () => {
    const { uid = '' } = (await place.consumer.read(kinds.claim, { namespace: app.namespace, name: app.claim })).metadata;
    const reader = finishedPod({ namespace: 'liqo-storage', name: 'backup', claim: uid, node: 'nowhere' });
    const stranger = finishedPod({ namespace: `${app.namespace}-rome`, name: 'over-there', claim: app.claim, node: 'milan-1' });
    await withObject(place.consumer, { kind: kinds.pod, object: reader }, () =>
      withObject(providerPort(place), { kind: kinds.pod, object: stranger }, async () => {
        expectRefused(await attempts.run(app, toMilan), {
          'real-claim-mounted': ['is in use by pod backup (Pending)', 'kubectl delete pod -n liqo-storage backup'],
          'claim-mounted-in-provider': ['in milan, the real claim', `kubectl delete pod -n ${app.namespace}-rome over-there    in milan`],
        });
      }),
    );
  });

  it('hears that nobody can tell where its data is, or that it is not there', async () => {
    await bind('anywhere', {});
    expectRefused(await attempts.run({ ...app, claim: 'anywhere' }, toMilan), {
      'home-unknown': ['volume anywhere does not say where its data is', 'kubectl get pv anywhere'],
    });
    await bind('hollow', affinity(liqoNames.nodeType, 'DoesNotExist'));
    expectRefused(await attempts.run({ ...app, claim: 'hollow' }, toMilan), {
      'real-claim-unusable': ['which has the data, is not there', 'kubectl get pvc -n liqo-storage'],
    });
    await bind('exile', affinity(liqoNames.remoteClusterId, 'In', ['paris']));
    expectRefused(await attempts.run({ ...app, claim: 'exile' }, ['--target-node', 'rome-1']), {
      'virtual-node-missing': ['no virtual node of provider paris', 'kubectl get virtualnodes -A'],
      'namespace-not-offloaded': ['is not offloaded to paris', `kubectl edit namespaceoffloading offloading -n ${app.namespace}`],
      'provider-access': ['there is no kubeconfig for provider paris', '--remote-kubeconfig paris=FILE'],
    });
  });

  it('hears that its bytes are on a node that is lost', async () => {
    const virtual = await bind('stranded', affinity(liqoNames.nodeType, 'DoesNotExist'));
    const key = { name: virtual.metadata.uid ?? '', namespace: 'liqo-storage' };
    const bytes = boundPair(key, { storageClassName: 'local-path', ...affinity('kubernetes.io/hostname', 'In', ['rome-8']) });
    await place.consumer.create(kinds.node, lostNode('rome-8'));
    await place.consumer.create(kinds.volume, bytes.volume);
    await place.consumer.create(kinds.claim, bytes.claim);
    await until(place.consumer, { kind: kinds.claim, key }, (now) => now?.status?.phase === 'Bound');
    expectRefused(await attempts.run({ ...app, claim: 'stranded' }, toMilan), {
      'source-node-not-ready': ['can be read on node rome-8 only, which is not Ready', 'kubectl describe node rome-8'],
    });
  });

  it('hears what Liqo has not said about cluster, node and namespace', async () => {
    const nameless = { ...lostNode('genoa'), spec: {} };
    const labels = { ...nameless.metadata.labels, [liqoNames.nodeType]: liqoNames.virtualNode };
    await place.consumer.create(kinds.node, { ...nameless, metadata: { ...nameless.metadata, labels } });
    const unknown = await attempts.run(app, ['--target-node', 'genoa']);
    expect(unknown.refusals.get('target-provider-unknown')?.message).toContain('no label liqo.io/remote-cluster-id');

    const [id] = (await place.consumer.list(kinds.configMap, { labels: 'app.kubernetes.io/name=clusterid-configmap' })).items;
    const key = { name: id?.metadata.name ?? '', namespace: id?.metadata.namespace ?? '' };
    await relabel(kinds.configMap, key, { 'app.kubernetes.io/name': null });
    const anonymous = await attempts.run(app, toMilan);
    await relabel(kinds.configMap, key, { 'app.kubernetes.io/name': 'clusterid-configmap' });
    expect(anonymous.refusals.get('cluster-id-missing')?.next.join()).toContain('kubectl get configmaps -A');
  });

  it('hears that nothing tells the class of the new real claim', async () => {
    const mark = (value: string | null) =>
      place.consumer.mergePatch(
        kinds.storageClass,
        { name: 'local-path' },
        {
          metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': value } },
        },
      );
    const empty = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'new-storage', labels: { [liqoNames.storageNamespace]: 'true' } },
    };
    await relabel(kinds.namespace, { name: 'liqo-storage' }, { [liqoNames.storageNamespace]: null });
    await place.consumer.create(kinds.namespace, empty);
    await mark(null);
    const attempt = await attempts.run(app, ['--target-node', 'rome-2']);
    await mark('true');
    await removeObject(place.consumer, kinds.namespace, empty.metadata);
    await relabel(kinds.namespace, { name: 'liqo-storage' }, { [liqoNames.storageNamespace]: 'true' });
    expectRefused(attempt, {
      'target-class-unknown': ['the cluster has no default class', '--target-class CLASS    with one of: local-path'],
      'real-claim-unusable': ['is not there', 'kubectl get pvc -n new-storage'],
    });
  });

  it('hears what webhooks and pod security would say at the cut and of the movers', async () => {
    const proxy = await startApiProxy(attempts.kubeconfigOf(attempts.user, 'rome'), join(place.sandbox.folder, 'strict.yaml'));
    proxy.setRule(({ method, path }) => {
      if (method !== 'POST' || !path.includes('dryRun')) return 'passed';
      if (path.includes(`/namespaces/${app.namespace}/persistentvolumeclaims`)) {
        return { status: 403, message: 'admission webhook "sizes.example.com" denied the request: too large' };
      }
      const restricted = path.includes('/pods?') && path.includes('/namespaces/liqo-storage/');
      return restricted ? { status: 403, message: 'violates PodSecurity "restricted:latest": runAsNonRoot != true' } : 'passed';
    });
    const attempt = await attempts.run(app, toMilan, proxy.kubeconfigFile);
    await proxy.close();
    expectRefused(attempt, {
      'claim-refused': ['denied the request: too large', 'kubectl get validatingwebhookconfigurations'],
      'source-mover-refused': ['violates PodSecurity', 'kubectl label namespace liqo-storage'],
    });
  });

  it('hears that the offloading of its namespace is being taken back', async () => {
    const key = { name: offloadingName, namespace: app.namespace };
    const kind = liqoKinds.namespaceOffloading;
    await place.consumer.mergePatch(kind, key, { metadata: { finalizers: ['acme.io/slow'] } });
    await removeObject(place.consumer, kind, key);
    const attempt = await attempts.run(app, toMilan);
    expect(attempt.refusals.get('namespace-offloading-ends')?.message).toContain('is being removed');
    await place.consumer.mergePatch(kind, key, { metadata: { finalizers: null } });
  });
});
