// @module-tag core
import { expect, it } from 'vitest';
import { type Claim, kinds, type Pod, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { until } from '../../../support/until.ts';
import { claimSpec, type Cluster, createMounter, startCluster } from './cluster.ts';

const provisioner = 'storage.example.com/virtual';
const selectedNode = 'volume.kubernetes.io/selected-node';
const key = { name: 'db', namespace: 'app' };
const podKey = { name: 'mounter', namespace: 'app' };

/** A cluster with a class of a provisioner that the test itself plays, and a claim of that class with its first pod. */
async function startWithClaim(spec: object = {}): Promise<{ cluster: Cluster; claim: Claim }> {
  const cluster = await startCluster();
  const mode = { volumeBindingMode: 'WaitForFirstConsumer' };
  await cluster.create(kinds.storageClass, 'virtual', { provisioner, ...mode });
  const claim = await cluster.create(kinds.claim, 'db', { spec: { ...claimSpec, storageClassName: 'virtual', ...spec } });
  await createMounter(cluster, claim);
  return { cluster, claim };
}

/** The claim as soon as it is asked for on a node. */
function asked({ admin }: Cluster): Promise<Claim> {
  return until(async () => {
    const claim = await admin.read(kinds.claim, key);
    const annotations = claim.metadata.annotations ?? {};
    return annotations['volume.kubernetes.io/storage-provisioner'] === provisioner && annotations[selectedNode] !== undefined && claim;
  });
}

function volumeFor({ metadata }: Claim, node: string, spec: object = {}): { name: string; fields: { spec: object }; metadata: object } {
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'db', namespace: 'app', uid: metadata.uid };
  const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] };
  return {
    name: `pvc-${metadata.uid}`,
    metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
    fields: {
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '2Gi' },
        claimRef,
        hostPath: { path: '/nowhere' },
        mountOptions: ['noatime'],
        nodeAffinity: { required: { nodeSelectorTerms: [term] } },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'virtual',
        ...spec,
      },
    },
  };
}

async function provide(cluster: Cluster, claim: Claim, spec: object = {}): Promise<Volume> {
  const { name, fields, metadata } = volumeFor(claim, claim.metadata.annotations?.[selectedNode] ?? '', spec);
  return cluster.create(kinds.volume, name, fields, metadata);
}

function assigned({ admin }: Cluster): Promise<Pod> {
  return until(async () => {
    const pod = await admin.read(kinds.pod, podKey);
    return pod.spec?.nodeName !== undefined && pod;
  });
}

function eventOf({ admin }: Cluster, uid: string | undefined, reason: string): Promise<string | undefined> {
  return until(
    async () =>
      (await admin.list(kinds.event, { fields: `involvedObject.uid=${uid}` })).items.find((event) => event.reason === reason)?.message,
  );
}

it('a claim of any provisioner is asked for on the node of its pod, and binds to what the provisioner makes', async () => {
  const { cluster, claim } = await startWithClaim();
  const asking = await asked(cluster);
  expect(await eventOf(cluster, claim.metadata.uid, 'ExternalProvisioning')).toContain(`external provisioner '${provisioner}'`);
  expect((await cluster.admin.read(kinds.pod, podKey)).spec?.nodeName).toBeUndefined();
  const volume = await provide(cluster, asking);
  expect((await assigned(cluster)).spec?.nodeName).toBe(asking.metadata.annotations?.[selectedNode]);
  const bound = await cluster.admin.read(kinds.claim, key);
  expect(bound.status).toMatchObject({ phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] });
  expect(bound.spec?.volumeName).toBe(volume.metadata.name);
  const { status, spec } = await cluster.admin.read(kinds.volume, { name: volume.metadata.name });
  expect([status?.phase, spec?.mountOptions]).toEqual(['Bound', ['noatime']]);
});

it('a node that is given back is left, and the pod starts on another', async () => {
  const { cluster, claim } = await startWithClaim();
  const first = (await asked(cluster)).metadata.annotations?.[selectedNode];
  await cluster.admin.mergePatch(kinds.claim, key, { metadata: { annotations: { [selectedNode]: null } } });
  const second = await asked(cluster);
  expect(second.metadata.annotations?.[selectedNode]).not.toBe(first);
  expect(second.metadata.uid).toBe(claim.metadata.uid);
  await provide(cluster, second);
  const pod = await assigned(cluster);
  expect(pod.spec?.nodeName).toBe(second.metadata.annotations?.[selectedNode]);
  expect(await eventOf(cluster, pod.metadata.uid, 'FailedScheduling')).toBe(
    'running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "db"',
  );
});

it('a volume that is too small does not bind, and the next one does', async () => {
  const { cluster } = await startWithClaim();
  const asking = await asked(cluster);
  const small = await provide(cluster, asking, { capacity: { storage: '1Mi' } });
  // The binder takes the names of this claim after those of the other.
  await cluster.create(kinds.claim, 'later', { spec: { ...claimSpec, storageClassName: 'virtual' } });
  await until(async () => (await cluster.admin.list(kinds.event)).items.some(({ involvedObject }) => involvedObject.name === 'later'));
  expect((await cluster.admin.read(kinds.claim, key)).status?.phase).toBe('Pending');
  await cluster.remove(kinds.volume, { name: small.metadata.name });
  await until(async () => (await cluster.admin.find(kinds.volume, { name: small.metadata.name })) === undefined);
  await provide(cluster, asking);
  await assigned(cluster);
});

it('a volume of another mode does not bind, and both say so', async () => {
  const { cluster, claim } = await startWithClaim();
  const volume = await provide(cluster, await asked(cluster), { volumeMode: 'Block' });
  expect(await eventOf(cluster, claim.metadata.uid, 'VolumeMismatch')).toBe(
    `Cannot bind PersistentVolume "${volume.metadata.name}" to requested PersistentVolumeClaim due to incompatible volumeMode.`,
  );
  expect(await eventOf(cluster, volume.metadata.uid, 'VolumeMismatch')).toBe(
    'Cannot bind PersistentVolume to requested PersistentVolumeClaim "db" due to incompatible volumeMode.',
  );
  expect((await cluster.admin.read(kinds.claim, key)).status?.phase).toBe('Pending');
});

it('a pod that is forced away from its volume stays pending, with the reason of the scheduler', async () => {
  const { cluster, claim } = await startWithClaim();
  const asking = await asked(cluster);
  await provide(cluster, asking);
  const home = (await assigned(cluster)).spec?.nodeName;
  const away = home === 'rome-1' ? 'rome-2' : 'rome-1';
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: claim.metadata.name } }];
  const spec = { nodeSelector: { 'kubernetes.io/hostname': away }, containers: [{ name: 'main', image: 'sh' }], volumes };
  const forced = await cluster.create(kinds.pod, 'forced', { spec });
  expect(await eventOf(cluster, forced.metadata.uid, 'FailedScheduling')).toBe(
    "0/2 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity, 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
  );
});

it('a claim says whom it waits for: a first pod, or one that finds no node', async () => {
  const cluster = await startCluster();
  await cluster.create(kinds.storageClass, 'virtual', { provisioner, volumeBindingMode: 'WaitForFirstConsumer' });
  const claim = await cluster.create(kinds.claim, 'db', { spec: { ...claimSpec, storageClassName: 'virtual' } });
  expect(await eventOf(cluster, claim.metadata.uid, 'WaitForFirstConsumer')).toBe(
    'waiting for first consumer to be created before binding',
  );
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'db' } }];
  const spec = { nodeSelector: { 'kubernetes.io/hostname': 'nowhere' }, containers: [{ name: 'main', image: 'sh' }], volumes };
  await cluster.create(kinds.pod, 'homeless', { spec });
  expect(await eventOf(cluster, claim.metadata.uid, 'WaitForPodScheduled')).toBe('waiting for pod homeless to be scheduled');
});

it('a node that the topologies of the class leave out is not chosen', async () => {
  const cluster = await startCluster();
  const allowedTopologies = [{ matchLabelExpressions: [{ key: 'kubernetes.io/hostname', values: ['rome-2'] }] }];
  const fields = { provisioner, volumeBindingMode: 'WaitForFirstConsumer', allowedTopologies };
  await cluster.create(kinds.storageClass, 'virtual', fields);
  const claim = await cluster.create(kinds.claim, 'db', { spec: { ...claimSpec, storageClassName: 'virtual' } });
  await createMounter(cluster, claim);
  expect((await asked(cluster)).metadata.annotations?.[selectedNode]).toBe('rome-2');
});
