// @module-tag core
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Claim, kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { finishExpansion } from '../../../sandbox/pods/node-expansion.ts';
import { servedKindNamed } from '../../../sandbox/controllers/served-kinds.ts';
import { until } from '../../../support/until.ts';
import { type Cluster, createBoundClaim, startCluster } from './cluster.ts';

const key = { name: 'db', namespace: 'app' };
const provisioner = 'rancher.io/local-path';

/** A cluster with a bound claim `db` of 1Gi, whose class has these fields. */
async function startWithClaim(fields: object, spec: object = {}): Promise<Cluster> {
  const cluster = await startCluster();
  await cluster.create(kinds.storageClass, 'elastic', { provisioner, volumeBindingMode: 'WaitForFirstConsumer', ...fields });
  await createBoundClaim(cluster, 'db', { storageClassName: 'elastic', ...spec });
  return cluster;
}

function ask({ admin }: Cluster, size: string): Promise<Claim> {
  return admin.mergePatch(kinds.claim, key, { spec: { resources: { requests: { storage: size } } } });
}

function claimWhere({ admin }: Cluster, wanted: (claim: Claim) => boolean): Promise<Claim> {
  return until(async () => {
    const claim = await admin.read(kinds.claim, key);
    return wanted(claim) && claim;
  });
}

async function volumeOf({ admin }: Cluster): Promise<Volume> {
  const { spec } = await admin.read(kinds.claim, key);
  return admin.read(kinds.volume, { name: spec?.volumeName ?? '' });
}

function eventsAbout({ admin }: Cluster, wanted: string): Promise<string[]> {
  return until(async () => {
    const about = (await admin.list(kinds.event, { fields: 'involvedObject.kind=PersistentVolumeClaim' })).items;
    const words = about.map(({ reason, message }) => `${reason}: ${message}`);
    return words.some((word) => word.startsWith(wanted)) && words;
  });
}

const at = (storage: string) => (claim: Claim) => claim.status?.capacity?.['storage'] === storage;

describe('a claim grows', () => {
  it('at once where its class does that: first the volume, then the claim', async () => {
    const cluster = await startWithClaim({ allowVolumeExpansion: true, parameters: { expansion: 'at-once' } });
    await ask(cluster, '2Gi');
    const { status } = await claimWhere(cluster, at('2Gi'));
    expect([status?.allocatedResources, status?.allocatedResourceStatuses, status?.conditions]).toEqual([
      { storage: '2Gi' },
      undefined,
      [],
    ]);
    expect((await volumeOf(cluster)).spec?.capacity).toEqual({ storage: '2Gi' });
    const events = await eventsAbout(cluster, 'VolumeResizeSuccessful');
    expect(events).toContain('ExternalExpanding: waiting for an external controller to expand this PVC');
  });

  it('with the next mount where the file system grows on the node', async () => {
    const cluster = await startWithClaim({ allowVolumeExpansion: true, parameters: { expansion: 'at-mount' } });
    await ask(cluster, '2Gi');
    const pending = await claimWhere(cluster, ({ status }) => status?.allocatedResourceStatuses?.['storage'] === 'NodeResizePending');
    expect(pending.status?.capacity).toEqual({ storage: '1Gi' });
    expect(pending.status?.conditions?.map(({ type, status }) => [type, status])).toEqual([
      ['Resizing', 'True'],
      ['FileSystemResizePending', 'True'],
    ]);
    const volume = await volumeOf(cluster);
    expect(volume.spec?.capacity).toEqual({ storage: '2Gi' });
    expect(volume.metadata.annotations?.['volume.alpha.kubernetes.io/pre-resize-capacity']).toBe('1Gi');
    // What a kubelet does when it mounts the volume.
    await finishExpansion(cluster.admin, pending, volume);
    expect((await claimWhere(cluster, at('2Gi'))).status?.conditions).toEqual([]);
    await until(
      async () => (await volumeOf(cluster)).metadata.annotations?.['volume.alpha.kubernetes.io/pre-resize-capacity'] === undefined,
    );
  });

  it('not where the driver cannot, and the size of before can be asked for again', async () => {
    const parameters = { expansion: 'at-once', expansionFails: 'the pool is full' };
    const cluster = await startWithClaim({ allowVolumeExpansion: true, parameters });
    await ask(cluster, '2Gi');
    const words = await eventsAbout(cluster, 'VolumeResizeFailed');
    const { metadata } = await volumeOf(cluster);
    expect(words).toContain(`VolumeResizeFailed: resize volume "${metadata.name}" by resizer "${provisioner}" failed: the pool is full`);
    const { status } = await claimWhere(
      cluster,
      (claim) => claim.status?.allocatedResourceStatuses?.['storage'] === 'ControllerResizeInfeasible',
    );
    expect([status?.capacity, (await volumeOf(cluster)).spec?.capacity]).toEqual([{ storage: '1Gi' }, { storage: '1Gi' }]);
    await expect(ask(cluster, '1Gi')).rejects.toThrow('field can not be less than status.capacity');
    expect((await ask(cluster, '1500Mi')).spec?.resources?.requests).toEqual({ storage: '1500Mi' });
  });

  it('not where nobody expands it: it waits', async () => {
    const cluster = await startWithClaim({ allowVolumeExpansion: true });
    await ask(cluster, '2Gi');
    await eventsAbout(cluster, 'ExternalExpanding');
    expect((await cluster.admin.read(kinds.claim, key)).status?.capacity).toEqual({ storage: '1Gi' });
  });

  it('not where its class does not allow it', async () => {
    const cluster = await startWithClaim({});
    await expect(ask(cluster, '2Gi')).rejects.toThrow(
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  });
});

it('a block volume is a file of the size that was asked for, and grows with it', async () => {
  const parameters = { block: 'true', expansion: 'at-mount' };
  const cluster = await startWithClaim({ allowVolumeExpansion: true, parameters }, { volumeMode: 'Block' });
  const { spec } = await volumeOf(cluster);
  expect([spec?.volumeMode, statSync(spec?.local?.path ?? '').size]).toEqual(['Block', 2 ** 30]);
  await ask(cluster, '2Gi');
  await claimWhere(cluster, at('2Gi'));
  expect(statSync(spec?.local?.path ?? '').size).toBe(2 ** 31);
});

describe('an attributes class', () => {
  it('is given to the volume once it exists, and is not taken off any more', async () => {
    const cluster = await startWithClaim({});
    await cluster.admin.mergePatch(kinds.claim, key, { spec: { volumeAttributesClassName: 'gold' } });
    await claimWhere(cluster, ({ status }) => status?.modifyVolumeStatus?.status === 'Pending');
    await cluster.create(servedKindNamed('volumeattributesclasses'), 'gold', { driverName: provisioner, parameters: { iops: '100' } });
    const { status } = await claimWhere(cluster, (claim) => claim.status?.currentVolumeAttributesClassName === 'gold');
    expect(status?.modifyVolumeStatus).toBeUndefined();
    expect((await volumeOf(cluster)).spec?.volumeAttributesClassName).toBe('gold');
    await expect(cluster.admin.mergePatch(kinds.claim, key, { spec: { volumeAttributesClassName: null } })).rejects.toThrow(
      'update to nil is forbidden when status.currentVolumeAttributesClassName is not nil',
    );
  });

  it('needs parameters, and keeps them', async () => {
    const cluster = await startCluster();
    const kind = servedKindNamed('volumeattributesclasses');
    await expect(cluster.create(kind, 'empty', { driverName: provisioner })).rejects.toThrow('must contain at least one key/value pair');
    await cluster.create(kind, 'gold', { driverName: provisioner, parameters: { iops: '100' } });
    const change = cluster.admin.mergePatch(kind, { name: 'gold' }, { parameters: { iops: '200' } });
    await expect(change).rejects.toThrow('updates to parameters are forbidden.');
  });
});
