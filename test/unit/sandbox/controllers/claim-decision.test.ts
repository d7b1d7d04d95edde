import { describe, expect, it } from 'vitest';
import type { Claim, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { decideClaim } from '../../../sandbox/controllers/binder/claim-decision.ts';
import { claimWith, classWith, volumeWith } from './objects.ts';

const deferred = classWith({ volumeBindingMode: 'WaitForFirstConsumer' });
const reference = { namespace: 'app', name: 'db' };
const completed = { 'pv.kubernetes.io/bind-completed': 'yes' };

/** The decision in a word or two: what is done, and with which volume or why. */
function decide(claim: Claim, volumes: Volume[], storageClass: StorageClass | null = deferred): string {
  const decision = decideClaim({ claim, volumes, storageClass: storageClass ?? undefined, unscheduled: [] });
  if (decision.do === 'bind') return `bind ${decision.volume.metadata.name}`;
  if (decision.do === 'provision') return `provision by ${decision.provisioner}`;
  return `${decision.do}: ${decision.report?.reason ?? 'silently'}`;
}

describe('a claim of a class that waits for its first consumer', () => {
  const selected = claimWith({ annotations: { 'volume.kubernetes.io/selected-node': 'rome-1' } });
  it.each<[string, Claim, Volume[], string]>([
    ['waits without a consumer', claimWith(), [], 'wait: WaitForFirstConsumer'],
    ['leaves an unclaimed volume to the scheduler', claimWith(), [volumeWith()], 'wait: WaitForFirstConsumer'],
    ['binds at once to a volume reserved by name', claimWith(), [volumeWith({ spec: { claimRef: reference } })], 'bind pv'],
    [
      'binds to a volume reserved by its uid',
      claimWith(),
      [volumeWith({ spec: { claimRef: { ...reference, uid: 'claim-uid' } } })],
      'bind pv',
    ],
    [
      'leaves a volume of an earlier uid',
      claimWith(),
      [volumeWith({ spec: { claimRef: { ...reference, uid: 'old' } } })],
      'wait: WaitForFirstConsumer',
    ],
    [
      'leaves a reserved volume that is too small',
      claimWith(),
      [volumeWith({ spec: { claimRef: reference, capacity: { storage: '1Mi' } } })],
      'wait: WaitForFirstConsumer',
    ],
    [
      'leaves a reserved volume of another mode',
      claimWith(),
      [volumeWith({ spec: { claimRef: reference, volumeMode: 'Block' } })],
      'wait: WaitForFirstConsumer',
    ],
    ['is provisioned once a node is selected', selected, [], 'provision by rancher.io/local-path'],
  ])('%s', (_, claim, volumes, expected) => expect(decide(claim, volumes)).toBe(expected));
});

describe('a claim whose pods have no node yet', () => {
  it.each([
    [['db-0'], 'waiting for pod db-0 to be scheduled'],
    [['db-0', 'look'], 'waiting for pods db-0,look to be scheduled'],
  ])('names them', (unscheduled, message) => {
    const decision = decideClaim({ claim: claimWith(), volumes: [], storageClass: deferred, unscheduled });
    expect(decision).toEqual({ do: 'wait', report: { type: 'Normal', reason: 'WaitForPodScheduled', message } });
  });
});

describe('a claim of an immediate class', () => {
  it.each<[string, Volume[], string]>([
    ['is provisioned', [], 'provision by rancher.io/local-path'],
    [
      'takes the smallest volume that fits',
      [volumeWith({ name: 'big', spec: { capacity: { storage: '5Gi' } } }), volumeWith({ name: 'small' })],
      'bind small',
    ],
    ['takes only Available volumes', [volumeWith({ phase: 'Released' })], 'provision by rancher.io/local-path'],
    [
      'takes volumes whose annotation names its class',
      [volumeWith({ spec: { storageClassName: 'slow' }, annotations: { 'volume.beta.kubernetes.io/storage-class': 'fast' } })],
      'bind pv',
    ],
    ['takes only volumes of its class', [volumeWith({ spec: { storageClassName: 'slow' } })], 'provision by rancher.io/local-path'],
    [
      'takes only volumes with its access modes',
      [volumeWith({ spec: { accessModes: ['ReadOnlyMany'] } })],
      'provision by rancher.io/local-path',
    ],
  ])('%s', (_, volumes, expected) => expect(decide(claimWith(), volumes, classWith())).toBe(expected));

  it('without class and volume says so', () => {
    expect(decide(claimWith({ spec: { storageClassName: '' } }), [], null)).toBe('wait: FailedBinding');
  });
});

describe('a claim that names its volume', () => {
  const naming = claimWith({ spec: { volumeName: 'pv' } });
  it.each<[string, Volume[], string]>([
    ['waits for it to appear', [], 'wait: silently'],
    ['binds to it', [volumeWith()], 'bind pv'],
    ['binds to it when it is reserved by name', [volumeWith({ spec: { claimRef: reference } })], 'bind pv'],
    [
      'does not take it from another claim',
      [volumeWith({ spec: { claimRef: { namespace: 'app', name: 'other' } } })],
      'wait: FailedBinding',
    ],
    ['does not take it from an earlier uid', [volumeWith({ spec: { claimRef: { ...reference, uid: 'old' } } })], 'wait: FailedBinding'],
    [
      'does not take one of another attributes class',
      [volumeWith({ spec: { volumeAttributesClassName: 'gold' } })],
      'wait: VolumeMismatch',
    ],
    ['does not take one of another class', [volumeWith({ spec: { storageClassName: 'slow' } })], 'wait: VolumeMismatch'],
  ])('%s', (_, volumes, expected) => expect(decide(naming, volumes)).toBe(expected));
});

describe('a bound claim', () => {
  const bound = claimWith({ spec: { volumeName: 'pv' }, annotations: completed, phase: 'Bound' });
  it.each<[string, Volume[], string]>([
    ['stays with its volume', [volumeWith({ spec: { claimRef: { ...reference, uid: 'claim-uid' } } })], 'bind pv'],
    ['is lost without its volume', [], 'lose: ClaimLost'],
    [
      'is lost when the volume belongs to another uid',
      [volumeWith({ spec: { claimRef: { ...reference, uid: 'other' } } })],
      'lose: ClaimMisbound',
    ],
  ])('%s', (_, volumes, expected) => expect(decide(bound, volumes)).toBe(expected));
});
