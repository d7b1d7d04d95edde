import { expect, test } from 'vitest';
import { type Job, kinds, type Secret, type Service, type StatefulSet, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { liqoKinds, type NamespaceOffloading } from '../../../../src/liqo/kinds.ts';
import { at, claim, pod, storageClass, withCluster } from './cluster.ts';

const cluster = withCluster();
const template = { metadata: { labels: { app: 's' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };

function volume(name: string): Volume {
  const spec = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/tmp/x' } };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec };
}

test('a claim gets the default class, its finalizer and the phase Pending', async () => {
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  await cluster.http.create(kinds.storageClass, storageClass('standard', { metadata: { name: 'standard', annotations } }));
  const made = await cluster.http.create(kinds.claim, claim('plain'));
  expect(made).toMatchObject({
    metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
    spec: { storageClassName: 'standard', volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
  expect((await cluster.http.create(kinds.claim, claim('none', { storageClassName: '' }))).spec?.storageClassName).toBe('');
});

test('of several default classes the newest counts, then the first by name; the class annotation counts as a class', async () => {
  const marked = (name: string, mark: string) =>
    cluster.http.create(kinds.storageClass, storageClass(name, { metadata: { name, annotations: { [mark]: 'true' } } }));
  await marked('b', 'storageclass.kubernetes.io/is-default-class');
  await marked('a', 'storageclass.beta.kubernetes.io/is-default-class');
  expect((await cluster.http.create(kinds.claim, claim('without'))).spec?.storageClassName).toBe('a');
  const annotations = { 'volume.beta.kubernetes.io/storage-class': 'b' };
  const annotated = claim('annotated');
  const made = await cluster.http.create(kinds.claim, { ...annotated, metadata: { ...annotated.metadata, annotations } });
  expect(made.spec?.storageClassName).toBeUndefined();
  const change = { metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'a' } } };
  await expect(cluster.http.mergePatch(kinds.claim, at('annotated'), change)).rejects.toThrow('field is immutable');
});

test('of a claim only the volume, once, and a growing size while bound may change', async () => {
  await cluster.http.create(kinds.storageClass, storageClass('growing', { allowVolumeExpansion: true }));
  await cluster.http.create(kinds.claim, claim('fixed', { storageClassName: 'growing' }));
  const patch = (spec: object) => cluster.http.mergePatch(kinds.claim, at('fixed'), { spec });
  const immutable = 'spec: Forbidden: spec is immutable after creation';
  await expect(patch({ resources: { requests: { storage: '2Gi' } } })).rejects.toThrow(immutable);
  await expect(patch({ storageClassName: 'other' })).rejects.toThrow(immutable);
  await patch({ volumeName: 'v1' });
  await expect(patch({ volumeName: 'v2' })).rejects.toThrow(immutable);
  const status = { status: { phase: 'Bound', capacity: { storage: '1Gi' } } };
  await cluster.http.mergePatch(kinds.claim, at('fixed'), status, { subresource: 'status' });
  expect((await patch({ resources: { requests: { storage: '2Gi' } } })).spec?.resources?.requests?.['storage']).toBe('2Gi');
  await expect(patch({ resources: { requests: { storage: '1Mi' } } })).rejects.toThrow('field can not be less than status.capacity');
});

test('a volume keeps its source; its claimRef and policy may change', async () => {
  const made = await cluster.http.create(kinds.volume, volume('v1'));
  expect(made).toMatchObject({
    metadata: { finalizers: ['kubernetes.io/pv-protection'] },
    spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
  const patch = (spec: object) => cluster.http.mergePatch(kinds.volume, { name: 'v1' }, { spec });
  await expect(patch({ hostPath: { path: '/other' } })).rejects.toThrow('spec.persistentvolumesource is immutable after creation');
  const changed = await patch({ persistentVolumeReclaimPolicy: 'Delete', claimRef: { namespace: 'app', name: 'x' } });
  expect(changed.spec).toMatchObject({ persistentVolumeReclaimPolicy: 'Delete', claimRef: { kind: 'PersistentVolumeClaim', name: 'x' } });
});

test('a pod gets its defaults, and a node by binding only, once', async () => {
  const made = await cluster.http.create(kinds.pod, pod('bound'));
  expect(made).toMatchObject({
    spec: {
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      tolerations: [{ tolerationSeconds: 300 }, {}],
    },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  });
  await expect(cluster.http.mergePatch(kinds.pod, at('bound'), { spec: { nodeName: 'n' } })).rejects.toThrow(
    'pod updates may not change fields',
  );
  const bind = (node: string) => cluster.port.mergePatch(kinds.pod, at('bound'), { spec: { nodeName: node } }, { subresource: 'binding' });
  expect((await bind('rome-1')).status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  await expect(bind('rome-2')).rejects.toThrow('pod bound is already assigned to node "rome-1"');
});

test('a Job selects its pods by its uid and keeps its template', async () => {
  const job: Job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j', namespace: 'app' }, spec: { template } };
  const made = await cluster.http.create(kinds.job, job);
  const { uid } = made.metadata;
  expect(made.spec).toMatchObject({
    backoffLimit: 6,
    completions: 1,
    parallelism: 1,
    podReplacementPolicy: 'TerminatingOrFailed',
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    template: { metadata: { labels: { 'controller-uid': uid, 'job-name': 'j', 'batch.kubernetes.io/job-name': 'j' } } },
  });
  const patch = { spec: { template: { spec: { activeDeadlineSeconds: 5 } } } };
  await expect(cluster.http.mergePatch(kinds.job, at('j'), patch)).rejects.toThrow('field is immutable');
  const endless = { ...job, metadata: at('e'), spec: { template: { spec: { containers: template.spec.containers } } } };
  await expect(cluster.http.create(kinds.job, endless)).rejects.toThrow('Required value: valid values: "OnFailure", "Never"');
});

test('a StatefulSet may change its replicas, not its claim templates', async () => {
  const spec = { serviceName: 's', selector: { matchLabels: { app: 's' } }, template };
  const set: StatefulSet = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: at('s'), spec };
  expect((await cluster.http.create(kinds.statefulSet, set)).spec).toMatchObject({ replicas: 1, podManagementPolicy: 'OrderedReady' });
  expect((await cluster.http.mergePatch(kinds.statefulSet, at('s'), { spec: { replicas: 0 } })).spec?.replicas).toBe(0);
  const patch = { spec: { serviceName: 'other' } };
  await expect(cluster.http.mergePatch(kinds.statefulSet, at('s'), patch)).rejects.toThrow(
    'updates to statefulset spec for fields other than',
  );
});

test('Services get addresses of their own, Secrets take plain text', async () => {
  const service = (name: string): Service => ({ apiVersion: 'v1', kind: 'Service', metadata: at(name), spec: { ports: [{ port: 80 }] } });
  const [first, second] = [await cluster.http.create(kinds.service, service('a')), await cluster.http.create(kinds.service, service('b'))];
  expect(first.spec?.clusterIP).toMatch(/^10\.96\./);
  expect(second.spec?.clusterIP).not.toBe(first.spec?.clusterIP);
  const secret: Secret = { apiVersion: 'v1', kind: 'Secret', metadata: at('s'), stringData: { password: 'hidden' } };
  expect(await cluster.http.create(kinds.secret, secret)).toMatchObject({ type: 'Opaque', data: { password: 'aGlkZGVu' } });
});

test('a NamespaceOffloading is called offloading and keeps its mapping', async () => {
  const { apiVersion } = liqoKinds.namespaceOffloading;
  const offloading = (name: string): NamespaceOffloading => ({ apiVersion, kind: 'NamespaceOffloading', metadata: at(name), spec: {} });
  await expect(cluster.http.create(liqoKinds.namespaceOffloading, offloading('other'))).rejects.toMatchObject({ reason: 'forbidden' });
  await cluster.http.create(liqoKinds.namespaceOffloading, offloading('offloading'));
  const patch = (spec: object) => cluster.http.mergePatch(liqoKinds.namespaceOffloading, at('offloading'), { spec });
  await expect(patch({ namespaceMappingStrategy: 'EnforceSameName' })).rejects.toMatchObject({ reason: 'forbidden' });
  expect((await patch({ podOffloadingStrategy: 'Local' })).metadata.generation).toBe(2);
});

test('a quota bounds the storage of a namespace, in a dry run too', async () => {
  await cluster.port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'small' } });
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q', namespace: 'small' },
    spec: { hard: { 'requests.storage': '3Gi' } },
  };
  await cluster.http.create(kinds.resourceQuota, quota);
  const inSmall = (name: string) => ({
    ...claim(name, { resources: { requests: { storage: '2Gi' } } }),
    metadata: { name, namespace: 'small' },
  });
  await cluster.http.create(kinds.claim, inSmall('one'));
  await expect(cluster.http.create(kinds.claim, inSmall('two'), { dryRun: true })).rejects.toThrow(
    'exceeded quota: q, requested: requests.storage=2Gi, used: requests.storage=2Gi, limited: requests.storage=3Gi',
  );
});
