import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../../src/kube/objects/kinds.ts';
import { renderNewClaim } from '../../../../src/move/claim/claim-copy.ts';
import { storageRequest } from '../../../../src/volumes/claim-size.ts';
import { renderVirtualVolume } from '../../../../src/volumes/virtual-volume.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';

const key = { name: 'data', namespace: 'shop' };
const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'set-1' };

/** A claim as a cluster has it, with everything that controllers write onto it. */
const original: Claim = {
  ...claimOf(
    key,
    {
      uid: 'uid-1',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      finalizers: ['kubernetes.io/pvc-protection'],
      labels: { app: 'db' },
      ownerReferences: [owner, { ...owner, name: 'dead', uid: 'set-0' }],
      annotations: {
        team: 'blue',
        'liqo.io/remote-storage-class': 'fast',
        'volume.kubernetes.io/storage-resizer': 'x',
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
        'volume.kubernetes.io/selected-node': 'rome-1',
        'volume.alpha.kubernetes.io/selected-node': 'rome-1',
        'volume.beta.kubernetes.io/storage-provisioner': 'liqo.io/storage',
        'volume.kubernetes.io/storage-provisioner': 'liqo.io/storage',
        'move.liqo.io/id': 'earlier',
        'move.liqo.io/epoch': '1',
        'move.liqo.io/requestedAt': 'abc',
      },
    },
    {
      volumeName: 'pvc-uid-1',
      dataSource: { kind: 'VolumeSnapshot', name: 's', apiGroup: 'snapshot.storage.k8s.io' },
      dataSourceRef: { kind: 'VolumeSnapshot', name: 's', apiGroup: 'snapshot.storage.k8s.io' },
      selector: { matchLabels: { a: 'b' } },
      volumeMode: 'Filesystem',
    },
  ),
  status: { phase: 'Bound', capacity: { storage: '1Gi' } },
};

describe('the new claim', () => {
  it('is what the user wrote, without what was true of the old volume only', () => {
    expect(renderNewClaim(original, [owner], { 'move.liqo.io/epoch': '2' })).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...key,
        labels: { app: 'db' },
        annotations: {
          team: 'blue',
          'liqo.io/remote-storage-class': 'fast',
          'volume.kubernetes.io/storage-resizer': 'x',
          'move.liqo.io/epoch': '2',
        },
        ownerReferences: [owner],
      },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        storageClassName: 'manual',
        selector: { matchLabels: { a: 'b' } },
        volumeMode: 'Filesystem',
      },
    });
  });

  it('keeps every annotation and label of the user', () => {
    const word = fc.stringMatching(/^[a-z.]{1,10}\/[a-zA-Z-]{1,10}$/);
    fc.assert(
      fc.property(fc.dictionary(word, fc.string()), fc.dictionary(word, fc.string()), (annotations, labels) => {
        const { metadata } = renderNewClaim(claimOf(key, { annotations, labels }), [], {});
        expect(metadata).toEqual({ ...key, labels, annotations });
      }),
    );
  });

  it('carries labels and annotations whatever they are called', () => {
    const builtIn = ['constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
    const name = fc.oneof(
      fc.constantFrom(...builtIn),
      fc.string({ minLength: 1 }).filter((each) => !each.includes('/')),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, fc.string()), { selector: ([each]) => each }), (entries) => {
        const named = Object.fromEntries(entries);
        const { metadata } = renderNewClaim({ ...original, metadata: { ...key, labels: named, annotations: named } }, [], { mark: 'x' });
        expect(Object.entries(metadata.labels ?? {})).toEqual(Object.entries(named));
        expect(new Map(Object.entries(metadata.annotations ?? {}))).toEqual(new Map([...entries, ['mark', 'x']]));
      }),
    );
  });

  it('changes nothing of the old one, and can be made from its own copy', () => {
    const before = structuredClone(original);
    const copy = renderNewClaim(original, [owner], { 'move.liqo.io/id': 'x' });
    expect(original).toEqual(before);
    expect(renderNewClaim(copy, [owner], { 'move.liqo.io/id': 'x' })).toEqual(copy);
  });
});

describe('the size of a new volume', () => {
  const sized = (request: string | undefined, capacity?: string): Claim => ({
    ...claimOf(key, {}, { resources: request === undefined ? {} : { requests: { storage: request } } }),
    ...(capacity === undefined ? {} : { status: { capacity: { storage: capacity } } }),
  });

  it.each([
    ['1Gi', undefined, '1Gi'],
    ['1Gi', '1073741824', '1Gi'],
    ['2Gi', '1Gi', '2Gi'],
    ['1Gi', '1500Mi', '1500Mi'],
    ['900M', '1Gi', '1Gi'],
    [undefined, '5Gi', '5Gi'],
    [undefined, undefined, '0'],
  ])('for a request of %s and a capacity of %s is %s', (request, capacity, size) => {
    expect(storageRequest(sized(request, capacity))).toBe(size);
  });
});

describe('the reserved volume', () => {
  const source = { csi: { driver: 'd', volumeHandle: 'h' }, nodeAffinity: { required: { nodeSelectorTerms: [{}] } } };
  const reserve = (claim: Claim, of?: ReturnType<typeof volumeOf>) =>
    renderVirtualVolume({
      name: 'v',
      claim,
      annotations: { 'move.liqo.io/id': 'x' },
      source,
      original: of,
      provisioner: 'liqo.io/storage',
    });

  it('is for the next claim of that name, whatever its uid, and outlives it', () => {
    const { metadata, spec } = reserve(original);
    expect(spec?.claimRef).toEqual({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...key });
    expect(spec?.persistentVolumeReclaimPolicy).toBe('Retain');
    expect(metadata.annotations).toEqual({ 'move.liqo.io/id': 'x', 'pv.kubernetes.io/provisioned-by': 'liqo.io/storage' });
    expect(spec).toMatchObject(source);
  });

  it('mirrors what the binder compares', () => {
    const claim = claimOf(
      key,
      {},
      { accessModes: ['ReadWriteMany'], volumeMode: 'Block', storageClassName: 'liqo', volumeAttributesClassName: 'wish' },
    );
    expect(reserve(claim).spec).toMatchObject({
      accessModes: ['ReadWriteMany'],
      volumeMode: 'Block',
      storageClassName: 'liqo',
      volumeAttributesClassName: 'wish',
      capacity: { storage: '1Gi' },
    });
    expect(reserve(claim, volumeOf('old', { volumeAttributesClassName: 'real' })).spec?.volumeAttributesClassName).toBe('real');
    expect(reserve(claimOf(key)).spec).toMatchObject({ volumeMode: 'Filesystem' });
    expect(reserve(claimOf(key)).spec).not.toHaveProperty('volumeAttributesClassName');
  });

  it('has the class that the annotation names, where that is older than the field', () => {
    const annotations = { 'volume.beta.kubernetes.io/storage-class': 'old' };
    expect(reserve(claimOf(key, { annotations }, { storageClassName: 'new' })).spec?.storageClassName).toBe('old');
  });

  it('is as large as the request of now', () => {
    expect(reserve(claimOf(key, {}, { resources: { requests: { storage: '3Gi' } } })).spec?.capacity).toEqual({ storage: '3Gi' });
  });
});
