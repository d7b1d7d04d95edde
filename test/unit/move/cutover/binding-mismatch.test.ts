import { describe, expect, it } from 'vitest';
import type { Claim, Volume } from '../../../../src/kube/objects/kinds.ts';
import { explainBindingMismatch } from '../../../../src/move/cutover/binding-mismatch.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';

const key = { name: 'data', namespace: 'shop' };
const asking = (storage: string): Claim['spec'] => ({ resources: { requests: { storage } } });

describe('a claim that somebody else created', () => {
  it.each<[string, Claim['spec'], Volume['spec']]>([
    ['asks for the same', {}, {}],
    ['asks for less, in another unit', asking('1000M'), {}],
    ['asks for some of the modes', {}, { accessModes: ['ReadWriteMany', 'ReadWriteOnce'] }],
    ['names the mode that is the default', { volumeMode: 'Filesystem' }, {}],
    ['names the moved volume', { volumeName: 'moved' }, {}],
    ['is to be filled from elsewhere', { dataSource: { kind: 'VolumeSnapshot', name: 'old' } }, {}],
    ['selects', { selector: { matchLabels: { disk: 'fast' } } }, {}],
  ])('fits where it %s', (_, spec, volume) => {
    expect(explainBindingMismatch(claimOf(key, {}, spec), volumeOf('moved', volume))).toEqual([]);
  });

  it.each<[Claim['spec'], string]>([
    [asking('1025Mi'), 'it asks for 1025Mi; the moved volume has 1Gi'],
    [{ storageClassName: 'gold' }, 'its storageClassName is gold; the moved volume has manual'],
    [{ storageClassName: '' }, 'its storageClassName is empty; the moved volume has manual'],
    [{ accessModes: ['ReadWriteMany'] }, 'it asks for ReadWriteMany; the moved volume has ReadWriteOnce'],
    [{ volumeMode: 'Block' }, 'its volumeMode is Block; the moved volume has Filesystem'],
    [{ volumeAttributesClassName: 'fast' }, 'its volumeAttributesClassName is fast; the moved volume has none'],
    [{ volumeName: 'other' }, 'it is for volume other; the moved volume is moved'],
  ])('does not fit with %j', (spec, why) => {
    expect(explainBindingMismatch(claimOf(key, {}, spec), volumeOf('moved'))).toEqual([why]);
  });
});
