import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { claimSpec, type Cluster, createBoundClaim, createMounter, startCluster } from './cluster.ts';
import { until } from '../../../support/until.ts';

const claimKey = { name: 'db', namespace: 'app' };

function phaseOf({ admin }: Cluster, name: string, phase: string): Promise<Volume> {
  return until(async () => {
    const volume = await admin.read(kinds.volume, { name });
    return volume.status?.phase === phase && volume;
  });
}

it('a claim is provisioned in a folder on the node of its first pod', async () => {
  const cluster = await startCluster();
  const claim = await createBoundClaim(cluster, 'db');
  const volume = await cluster.admin.read(kinds.volume, { name: `pvc-${claim.metadata.uid}` });
  const node = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] ?? '';
  const folder = join(cluster.volumesFolder, 'rome', node, volume.metadata.name, 'data');
  expect(volume.spec?.hostPath).toEqual({ path: folder, type: 'DirectoryOrCreate' });
  expect(statSync(folder).mode & 0o777).toBe(0o777);
  expect(claim.status?.capacity).toEqual({ storage: '1Gi' });
  expect(claim.spec?.volumeName).toBe(volume.metadata.name);
  const second = await createMounter(cluster, claim, 'second');
  await until(async () => (await cluster.admin.read(kinds.pod, { name: second.metadata.name, namespace: 'app' })).spec?.nodeName === node);
});

it('deleting a claim deletes volume and folder, once nothing mounts it', async () => {
  const cluster = await startCluster();
  const claim = await createBoundClaim(cluster, 'db');
  const { hostPath } = (await cluster.admin.read(kinds.volume, { name: claim.spec?.volumeName ?? '' })).spec ?? {};
  const pod = await createMounter(cluster, claim);
  const key = { name: pod.metadata.name, namespace: 'app' };
  await until(async () => (await cluster.admin.read(kinds.pod, key)).spec?.nodeName !== undefined);
  await cluster.report(pod, { phase: 'Succeeded' });
  await cluster.remove(kinds.claim, claimKey);
  // The same controller lets an unused claim go after it has looked at ours.
  await cluster.create(kinds.claim, 'unused', { spec: claimSpec });
  await cluster.remove(kinds.claim, { name: 'unused', namespace: 'app' });
  await until(async () => (await cluster.admin.find(kinds.claim, { name: 'unused', namespace: 'app' })) === undefined);
  expect((await cluster.admin.read(kinds.claim, claimKey)).metadata.deletionTimestamp).toBeDefined();
  await cluster.remove(kinds.pod, key);
  await until(async () => (await cluster.admin.find(kinds.volume, { name: claim.spec?.volumeName ?? '' })) === undefined);
  expect(await cluster.admin.find(kinds.claim, claimKey)).toBeUndefined();
  expect(existsSync(hostPath?.path ?? '')).toBe(false);
});

it('a volume with Retain outlives its claim, and a claim of another name can take it over', async () => {
  const cluster = await startCluster();
  const claim = await createBoundClaim(cluster, 'db');
  const name = claim.spec?.volumeName ?? '';
  await cluster.admin.mergePatch(kinds.volume, { name }, { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
  await cluster.remove(kinds.claim, claimKey);
  const released = await phaseOf(cluster, name, 'Released');
  const folder = released.spec?.hostPath?.path ?? '';
  expect(existsSync(folder)).toBe(true);

  await cluster.admin.jsonPatch(kinds.volume, { name }, [
    { op: 'replace', path: '/spec/claimRef', value: { namespace: 'app', name: 'renamed' } },
  ]);
  await phaseOf(cluster, name, 'Available');
  const renamed = await cluster.create(kinds.claim, 'renamed', { spec: { ...claimSpec, volumeName: name } });
  const bound = await phaseOf(cluster, name, 'Bound');
  expect(bound.spec?.claimRef?.uid).toBe(renamed.metadata.uid);
  await until(async () => (await cluster.admin.read(kinds.claim, { name: 'renamed', namespace: 'app' })).status?.phase === 'Bound');

  await cluster.admin.mergePatch(kinds.volume, { name }, { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
  await cluster.remove(kinds.claim, { name: 'renamed', namespace: 'app' });
  await until(async () => (await cluster.admin.find(kinds.volume, { name })) === undefined);
  expect(existsSync(folder)).toBe(false);
});

it('a volume reserved by name waits, and takes the next claim of that name at once, although its class waits for a consumer', async () => {
  const cluster = await startCluster();
  await createBoundClaim(cluster, 'db');
  const spec = {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    storageClassName: 'fast',
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: '/tmp/nowhere' },
    claimRef: { namespace: 'app', name: 'db' },
  };
  await cluster.create(kinds.volume, 'reserved', { spec }, { annotations: { 'pv.kubernetes.io/provisioned-by': 'liqo.io/storage' } });
  await phaseOf(cluster, 'reserved', 'Available');
  await cluster.remove(kinds.claim, claimKey);
  await until(async () => (await cluster.admin.find(kinds.claim, claimKey)) === undefined);
  const claim = await cluster.create(kinds.claim, 'db', { spec: claimSpec });
  const bound = await phaseOf(cluster, 'reserved', 'Bound');
  expect(bound.spec?.claimRef?.uid).toBe(claim.metadata.uid);
  await until(async () => (await cluster.admin.read(kinds.claim, claimKey)).spec?.volumeName === 'reserved');

  // Somebody else provisioned it: with Delete it is Released, and stays until that one acts.
  await cluster.admin.mergePatch(kinds.volume, { name: 'reserved' }, { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
  await cluster.remove(kinds.claim, claimKey);
  await phaseOf(cluster, 'reserved', 'Released');
});

it('a class that cannot provision says why on the claim', async () => {
  const cluster = await startCluster();
  const parameters = { failing: 'disk quota exceeded' };
  await cluster.create(kinds.storageClass, 'broken', {
    provisioner: 'rancher.io/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
    parameters,
  });
  const claim = await cluster.create(kinds.claim, 'db', { spec: { ...claimSpec, storageClassName: 'broken' } });
  await createMounter(cluster, claim);
  const event = await until(async () => {
    const events = await cluster.admin.list(kinds.event, { namespace: 'app', fields: `involvedObject.uid=${claim.metadata.uid}` });
    return events.items.find(({ reason }) => reason === 'ProvisioningFailed');
  });
  expect(event.message).toBe('failed to provision volume with StorageClass "broken": disk quota exceeded');
});
