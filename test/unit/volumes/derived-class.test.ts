import { describe, expect, it } from 'vitest';
import type { StorageClass } from '../../../src/kube/objects/kinds.ts';
import { deriveClass, derivedClassNamed } from '../../../src/volumes/derived-class.ts';
import { claimOf } from '../../support/claims.ts';

const classOf = (name: string, more: Partial<StorageClass> = {}): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'csi.example.com',
  ...more,
});
const virtualWith = (parameters: Record<string, string>) => classOf('virtual', { provisioner: 'storage.liqoctl.io/virtual', parameters });

describe('a derived class', () => {
  const base = classOf('fast', { parameters: { type: 'ssd', fsType: 'ext4' }, mountOptions: ['noatime'], allowVolumeExpansion: true });

  it('is its base with the parameters that the virtual class changes', () => {
    const derived = deriveClass(base, virtualWith({ 'local/fsType': 'xfs', 'local/iops': '3000', localClass: 'fast' }));
    expect(derived).toMatchObject({
      metadata: { annotations: { 'storage.liqoctl.io/derived-from': 'fast' } },
      provisioner: 'csi.example.com',
      parameters: { type: 'ssd', fsType: 'xfs', iops: '3000' },
      mountOptions: ['noatime'],
      allowVolumeExpansion: true,
    });
  });

  it('has one name for all that ask for the same, and another for each difference', () => {
    const nameFor = (parameters: Record<string, string>, from = base) => deriveClass(from, virtualWith(parameters))?.metadata.name;
    const name = nameFor({ 'local/a': '1', 'local/b': '2' });
    expect(nameFor({ 'local/b': '2', 'local/a': '1' })).toBe(name);
    expect(name).toMatch(/^fast-[a-z2-7]{10}$/);
    expect(nameFor({ 'local/a': '1', 'local/b': '3' })).not.toBe(name);
    expect(nameFor({ 'local/a': '1', 'local/b': '2' }, { ...base, reclaimPolicy: 'Retain' })).not.toBe(name);
  });

  it('is none where nothing is changed', () => {
    expect(deriveClass(base, virtualWith({ localClass: 'fast' }))).toBeUndefined();
  });

  it('is found by its name as long as something gives that name', () => {
    const virtual = virtualWith({ 'local/fsType': 'xfs' });
    const claim = claimOf({ namespace: 'shop', name: 'data' }, {}, { storageClassName: 'virtual' });
    const derived = deriveClass(base, virtual);
    const name = derived?.metadata.name ?? '';
    expect(derivedClassNamed(name, claim, [classOf('slow'), base, virtual])).toEqual(derived);
    expect(derivedClassNamed(name, claim, [classOf('slow'), { ...base, parameters: {} }, virtual])).toBeUndefined();
    expect(derivedClassNamed(name, claim, [base])).toBeUndefined();
  });
});
