// @module-tag core
import { describe, expect, it } from 'vitest';
import { type Claim, type Kind, kinds, type Meta } from '../../../src/kube/objects/kinds.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { until } from '../../support/until.ts';
import { removeNow } from '../move/api-servers.ts';
import { openStorageLab, type StorageLab, storageNamespace } from './storage-lab.ts';

const key = { namespace: 'shop', name: 'data' };
const ends = [
  ['in this cluster', 'rome-1'],
  ['in a provider', 'milan'],
] as const;

async function openBound(
  node: 'rome-1' | 'milan',
  spec?: Claim['spec'],
  prepare?: (lab: StorageLab) => Promise<void>,
): Promise<StorageLab> {
  const lab = await openStorageLab();
  await prepare?.(lab);
  await lab.start();
  await lab.claim('data', node, spec);
  await until(async () => (await lab.rome.read(kinds.claim, key)).status?.phase === 'Bound');
  return lab;
}

const readReal = async ({ rome, milan }: StorageLab, node: string, uid: string): Promise<Claim> =>
  node === 'milan'
    ? milan.read(kinds.claim, { namespace: 'shop-rome', name: 'data' })
    : rome.read(kinds.claim, { namespace: storageNamespace, name: uid });

const told = (lab: StorageLab, uid: string | undefined, reason: string) =>
  until(async () => {
    const { items } = await lab.rome.list(kinds.event, { namespace: 'shop', fields: `involvedObject.uid=${uid},reason=${reason}` });
    return items.find(({ source }) => source?.component === 'liqo-storage-controller')?.message;
  });

interface AttributesClass {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  driverName: string;
  parameters: Record<string, string>;
}

const attributesClass: Kind<AttributesClass> = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  namespaced: false,
};

const gold: AttributesClass = {
  apiVersion: attributesClass.apiVersion,
  kind: attributesClass.kind,
  metadata: { name: 'gold' },
  driverName: 'rancher.io/local-path',
  parameters: { iops: '3000' },
};

const grow = ({ rome }: StorageLab, storage: string) =>
  rome.mergePatch(kinds.claim, key, { spec: { resources: { requests: { storage } } } });

describe.each(ends)('a bound claim of our own class, %s', (_where, node) => {
  it('grows with its real claim, and so does its volume', async () => {
    const lab = await openBound(node);
    await grow(lab, '3Gi');
    const grown = await until(async () => {
      const claim = await lab.rome.read(kinds.claim, key);
      return claim.status?.capacity?.['storage'] === '3Gi' && claim;
    });
    const real = await readReal(lab, node, grown.metadata.uid ?? '');
    expect(real.status?.capacity).toEqual({ storage: '3Gi' });
    expect((await lab.rome.read(kinds.volume, { name: grown.spec?.volumeName ?? '' })).spec?.capacity).toEqual({ storage: '3Gi' });
  });

  it('says why it cannot grow where the real class cannot', async () => {
    const lab = await openBound(node, {}, async ({ rome, milan }) => {
      for (const port of [rome, milan]) await port.mergePatch(kinds.storageClass, { name: 'local-path' }, { allowVolumeExpansion: false });
    });
    const { metadata } = await grow(lab, '3Gi');
    expect(await told(lab, metadata.uid, 'ExpansionRefused')).toContain('cannot grow to 3Gi');
    expect((await readReal(lab, node, metadata.uid ?? '')).spec?.resources?.requests).toEqual({ storage: '1Gi' });
  });

  it('gets the volume attributes class that it asks for, and says so', async () => {
    const lab = await openBound(node, {}, async ({ rome, milan }) => {
      for (const port of [rome, milan]) await port.create(attributesClass, gold);
    });
    await lab.rome.mergePatch(kinds.claim, key, { spec: { volumeAttributesClassName: 'gold' } });
    const claim = await until(async () => {
      const now = await lab.rome.read(kinds.claim, key);
      return now.status?.currentVolumeAttributesClassName === 'gold' && now;
    });
    expect((await readReal(lab, node, claim.metadata.uid ?? '')).status?.currentVolumeAttributesClassName).toBe('gold');
    const volume = await lab.rome.read(kinds.volume, { name: claim.spec?.volumeName ?? '' });
    expect(volume.spec?.volumeAttributesClassName).toBe('gold');
  });

  it('leaves its data where it is when its class retains it, and names it', async () => {
    const lab = await openBound(node, { storageClassName: 'keeping' }, async ({ rome }) => {
      await rome.create(kinds.storageClass, ownClass('keeping', { reclaimPolicy: 'Retain' }));
    });
    const { metadata } = await lab.rome.read(kinds.claim, key);
    await removeNow(lab.rome, kinds.claim, key);
    await until(async () => (await lab.rome.find(kinds.claim, key)) === undefined);
    expect(await told(lab, metadata.uid, 'Retained')).toContain('its real claim and the data stay');
    expect((await readReal(lab, node, metadata.uid ?? '')).status?.phase).toBe('Bound');
  });
});

describe('what is not ours', () => {
  it('is left alone: a claim of another class', async () => {
    const lab = await openStorageLab();
    await lab.start();
    const { metadata } = await lab.claim('data', 'rome-1', { storageClassName: 'local-path' });
    await until(async () => (await lab.rome.read(kinds.claim, key)).status?.phase === 'Bound');
    const claim = await lab.rome.read(kinds.claim, key);
    expect(claim.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(await lab.rome.find(kinds.claim, { namespace: storageNamespace, name: metadata.uid ?? '' })).toBeUndefined();
  });

  it('is left alone: a claim that a move holds, until it lets go', async () => {
    const lab = await openBound('rome-1');
    await lab.rome.mergePatch(kinds.claim, key, { metadata: { annotations: { 'move.liqo.io/id': 'abc' } } });
    await lab.rome.mergePatch(kinds.claim, key, { metadata: { labels: { tier: 'db' } } });
    const other = await lab.claim('other', 'rome-1');
    await until(async () => (await lab.rome.read(kinds.claim, { ...key, name: 'other' })).status?.phase === 'Bound');
    const { uid = '' } = (await lab.rome.read(kinds.claim, key)).metadata;
    expect((await readReal(lab, 'rome-1', uid)).metadata.labels).not.toHaveProperty('tier');
    await lab.rome.mergePatch(kinds.claim, key, { metadata: { annotations: { 'move.liqo.io/id': null } } });
    await until(async () => (await readReal(lab, 'rome-1', uid)).metadata.labels?.['tier'] === 'db');
    expect(other.metadata.uid).not.toBe(uid);
  });
});
