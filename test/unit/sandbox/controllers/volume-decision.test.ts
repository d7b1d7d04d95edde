import { describe, expect, it } from 'vitest';
import type { Claim, Volume } from '../../../../src/kube/objects/kinds.ts';
import { decideVolume } from '../../../sandbox/controllers/binder/volume-decision.ts';
import { claimWith, volumeWith } from './objects.ts';

const reference = { namespace: 'app', name: 'db' };
const ours = { ...reference, uid: 'claim-uid' };
const provisioned = { 'pv.kubernetes.io/provisioned-by': 'liqo.io/storage' };

function decide(volume: Volume, claim?: Claim): string {
  const decision = decideVolume(volume, claim);
  return decision.do === 'setPhase' ? decision.phase : decision.do;
}

describe('a volume', () => {
  const bound = claimWith({ spec: { volumeName: 'pv' } });
  it.each<[string, Volume, Claim | undefined, string]>([
    ['nobody reserved is Available', volumeWith({ phase: 'Pending' }), undefined, 'Available'],
    [
      'reserved without a uid is Available, also after it was Released',
      volumeWith({ spec: { claimRef: reference }, phase: 'Released' }),
      claimWith(),
      'Available',
    ],
    ['reserved with the uid of an unbound claim waits for that claim', volumeWith({ spec: { claimRef: ours } }), claimWith(), 'leave'],
    [
      'made for a claim of another mode does not suit it',
      volumeWith({ spec: { claimRef: ours, volumeMode: 'Block' } }),
      claimWith(),
      'mismatch',
    ],
    ['of a bound claim is Bound', volumeWith({ spec: { claimRef: ours } }), bound, 'Bound'],
    ['whose claim is gone is Released', volumeWith({ spec: { claimRef: ours }, phase: 'Bound' }), undefined, 'Released'],
    [
      'whose claim has another uid now is Released',
      volumeWith({ spec: { claimRef: { ...reference, uid: 'old' } }, phase: 'Bound' }),
      bound,
      'Released',
    ],
    [
      'a user made, whose claim went elsewhere, is given back',
      volumeWith({ name: 'other', spec: { claimRef: ours }, phase: 'Available' }),
      bound,
      'unbind',
    ],
    [
      'made for a claim that went elsewhere is Released',
      volumeWith({ name: 'other', spec: { claimRef: ours }, annotations: provisioned }),
      bound,
      'Released',
    ],
  ])('%s', (_, volume, claim, expected) => expect(decide(volume, claim)).toBe(expected));
});

describe('a Released volume', () => {
  const released = (policy: string, annotations = {}) =>
    volumeWith({ spec: { claimRef: ours, persistentVolumeReclaimPolicy: policy }, annotations, phase: 'Released' });
  it('with Retain stays', () => expect(decide(released('Retain', provisioned))).toBe('leave'));
  it('with Delete is left to whoever provisioned it', () => expect(decide(released('Delete', provisioned))).toBe('leave'));
  it('with Delete that nobody provisioned has failed', () => expect(decide(released('Delete'))).toBe('fail'));
});
