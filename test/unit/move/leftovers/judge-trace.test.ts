import { describe, expect, it } from 'vitest';
import { type Claim, kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import type { Traces } from '../../../../src/move/leftovers/find-traces.ts';
import { judgeTrace } from '../../../../src/move/leftovers/judge-trace.ts';
import type { Trace } from '../../../../src/move/leftovers/trace.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { policyBefore, storageNames } from '../../../../src/volumes/names.ts';
import { remoteSource } from '../../../../src/volumes/provisioned-volume.ts';
import { mirrorSource } from '../../../../src/volumes/virtual-volume.ts';
import { claimOf } from '../../../support/claims.ts';
import { portOf } from '../../../support/scripted-port.ts';
import { volumeOf } from '../../../support/volumes.ts';

const id = 'abcdefghij';
const port = portOf({});
const held = { [moveLabels.id]: id, [moveLabels.fencingToken]: '1' };
const staged = { labels: { [moveLabels.id]: id }, annotations: held };
const retained = { persistentVolumeReclaimPolicy: 'Retain' };
const nobody = { byId: new Map<string, string>(), byName: new Map<string, string>() };

function bound(claim: Claim, volume: Volume, uid: string): [Claim, Volume] {
  const { name, namespace = '' } = claim.metadata;
  return [
    {
      ...claim,
      metadata: { ...claim.metadata, uid },
      spec: { ...claim.spec, volumeName: volume.metadata.name },
      status: { phase: 'Bound' },
    },
    { ...volume, spec: { ...volume.spec, claimRef: { name, namespace, uid } }, status: { phase: 'Bound' } },
  ];
}

function judge(trace: Trace, claims: Claim[], volumes: Volume[]): string {
  const seen: Traces = { traces: [trace], claims, volumes, storageNamespaces: ['liqo-storage'], unseen: [] };
  return judgeTrace(trace, seen, nobody).kind;
}

const claimTrace = (object: Claim): Trace => ({ what: 'claim', port, kind: kinds.claim, object, id });
const volumeTrace = (object: Volume): Trace => ({ what: 'volume', port, kind: kinds.volume, object, id });
const inMilan = (object: Claim): Trace => ({
  what: 'provider-claim',
  port,
  kind: kinds.claim,
  object,
  id,
  provider: 'milan',
  origin: 'shop',
  clusterId: 'rome',
});

describe('a staged claim in this cluster', () => {
  const key = { name: `move-${id}-1`, namespace: 'liqo-storage' };

  it('that has no volume yet goes', () => {
    const claim = claimOf(key, staged);
    expect(judge(claimTrace(claim), [claim], [])).toBe('remove');
  });

  it('that has a volume which nobody holds and no claim has the data of goes', () => {
    const [claim, volume] = bound(claimOf(key, staged), volumeOf('new'), 'staged');
    expect(judge(claimTrace(claim), [claim], [volume])).toBe('remove');
  });

  it('stays while its volume is held', () => {
    const [claim, volume] = bound(claimOf(key, staged), volumeOf('new', retained, { annotations: held }), 'staged');
    expect(judge(claimTrace(claim), [claim], [volume])).toBe('keep');
    expect(judge(volumeTrace(volume), [claim], [volume])).toBe('keep');
  });

  it('stays while the claim of a user has its data by way of a virtual volume', () => {
    const [claim, volume] = bound(claimOf(key, staged), volumeOf('new'), 'staged');
    const mirror = volumeOf('mirror', mirrorSource(volume.spec ?? {}));
    const [user, virtual] = bound(claimOf({ name: 'data', namespace: 'shop' }), mirror, 'user');
    expect(judge(claimTrace(claim), [claim, user], [volume, virtual])).toBe('keep');
  });

  it('stays where its volume could not be seen', () => {
    const [claim] = bound(claimOf(key, staged), volumeOf('new'), 'staged');
    expect(judge(claimTrace(claim), [claim], [])).toBe('keep');
  });
});

describe('a real claim that was to take the place of another', () => {
  const key = { name: 'uid-of-one-that-is-gone', namespace: 'liqo-storage' };
  const renamed: Claim = { ...claimOf(key, { annotations: held }, { volumeName: 'real' }), status: { phase: 'Pending' } };

  it('goes where its volume is gone: it never had one', () => expect(judge(claimTrace(renamed), [renamed], [])).toBe('remove'));

  it('stays where its volume is there: it is about to be bound', () => {
    const volume = volumeOf('real', { ...retained, claimRef: key }, { annotations: held });
    expect(judge(claimTrace(renamed), [renamed], [volume])).toBe('keep');
  });

  it.each([
    ['it is Lost', { ...renamed, status: { phase: 'Lost' } }],
    ['it is out of a storage namespace', { ...renamed, metadata: { ...renamed.metadata, namespace: 'shop' } }],
  ])('is let go of where its volume is gone, but %s', (_, claim) => {
    expect(judge(claimTrace(claim as Claim), [claim as Claim], [])).toBe('release');
  });
});

describe('a held volume', () => {
  const before = { annotations: { ...held, [policyBefore]: 'Delete' } };
  const [user, virtual] = bound(
    claimOf({ name: 'data', namespace: 'shop' }, { annotations: held }),
    volumeOf('virtual', retained, before),
    'user',
  );
  const realClaim = (name: string) => claimOf({ name, namespace: 'liqo-storage' }, { annotations: held });
  const [real, realVolume] = bound(realClaim('user'), volumeOf('real', retained, before), 'real');

  it('is let go of where its claim lives, and so is that claim', () => {
    const [claims, volumes] = [
      [user, real],
      [virtual, realVolume],
    ];
    for (const trace of [volumeTrace(virtual), volumeTrace(realVolume), claimTrace(user), claimTrace(real)])
      expect(judge(trace, claims, volumes)).toBe('release');
  });

  it('stays held where nobody knows its policy', () => {
    const [claim, volume] = bound(user, volumeOf('virtual', retained, { annotations: held }), 'user');
    expect(judge(volumeTrace(volume), [claim], [volume])).toBe('keep');
    expect(judge(claimTrace(claim), [claim], [volume])).toBe('keep');
  });

  it.each([
    ['is going', { ...user, metadata: { ...user.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    ['is another by now', { ...user, metadata: { ...user.metadata, uid: 'another' } }],
    ['means another volume by now', { ...user, spec: { ...user.spec, volumeName: 'another' } }],
  ])('stays held where its claim %s', (_, claim) => {
    expect(judge(volumeTrace(virtual), [claim], [virtual])).toBe('keep');
  });

  it('stays held where it is the copy of a claim that has been exchanged since', () => {
    const [old, oldVolume] = bound(realClaim('before'), volumeOf('real', retained, before), 'real');
    expect(judge(volumeTrace(oldVolume), [user, old], [virtual, oldVolume])).toBe('keep');
  });
});

describe('a reserved volume', () => {
  const reserved = volumeOf(`liqo-move-${id}-1`, { ...retained, claimRef: { namespace: 'shop', name: 'data' } }, { annotations: held });
  const available: Volume = { ...reserved, status: { phase: 'Available' } };
  const [user, mine] = bound(claimOf({ name: 'data', namespace: 'shop' }), volumeOf('virtual'), 'user');

  it('goes where the claim has another one', () => expect(judge(volumeTrace(available), [user], [mine, available])).toBe('remove'));
  it('stays where there is no claim: this may be the middle of a cutover', () =>
    expect(judge(volumeTrace(available), [], [available])).toBe('keep'));
  it('stays where a claim is bound to it', () => {
    const [claim, volume] = bound(user, reserved, 'user');
    expect(judge(volumeTrace(volume), [claim], [volume])).toBe('keep');
  });
});

describe('a claim in a provider', () => {
  const there = { name: 'data', namespace: 'shop-rome' };
  const hold = { finalizers: [moveLabels.hold] };
  const stagedThere = { ...hold, annotations: { ...held, [moveLabels.role]: 'target' } };
  const user = (source: Volume['spec']) => bound(claimOf({ name: 'data', namespace: 'shop' }), volumeOf('virtual', source), 'user');
  const [homeClaim, homeVolume] = user(mirrorSource({}));

  it('that has no volume yet goes', () => expect(judge(inMilan(claimOf(there, stagedThere)), [homeClaim], [homeVolume])).toBe('remove'));

  it('that was given up goes where the virtual claim is bound to a copy elsewhere', () => {
    const [claim] = bound(claimOf(there, stagedThere), volumeOf('there'), 'there');
    expect(judge(inMilan(claim), [homeClaim], [homeVolume])).toBe('remove');
    const [turin, turinVolume] = user(remoteSource('turin'));
    expect(judge(inMilan(claim), [turin], [turinVolume])).toBe('remove');
  });

  it.each([
    ['means it', user(remoteSource('milan'))],
    ['is gone', []],
  ])('stays where the virtual claim %s', (_, [claim, volume]) => {
    const [target] = bound(claimOf(there, stagedThere), volumeOf('there'), 'there');
    expect(judge(inMilan(target), claim ? [claim as Claim] : [], volume ? [volume as Volume] : [])).toBe('keep');
  });

  it('that was there before the move stays where the virtual claim is bound elsewhere, or gone', () => {
    const [claim] = bound(claimOf(there, { ...hold, annotations: held }), volumeOf('there'), 'there');
    expect(judge(inMilan(claim), [homeClaim], [homeVolume])).toBe('keep');
    expect(judge(inMilan(claim), [], [])).toBe('keep');
  });

  it('that was there before the move is let go of where the virtual claim means it', () => {
    const [claim] = bound(claimOf(there, { ...hold, annotations: held }), volumeOf('there'), 'there');
    const [virtual, volume] = user(remoteSource('milan'));
    expect(judge(inMilan(claim), [virtual], [volume])).toBe('release');
    const going = { ...claim, metadata: { ...claim.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(judge(inMilan(going), [virtual], [volume])).toBe('keep');
  });

  it('stays where nobody knows the labels that Liqo knows it by, unless it is of our own class', () => {
    const [virtual, volume] = user(remoteSource('milan'));
    const ofOwnClass = { ...held, [storageNames.claimUid]: 'user' };
    const judged = (annotations: Record<string, string>) => {
      const [claim] = bound(claimOf(there, { ...hold, annotations }), volumeOf('there'), 'there');
      return judge({ ...inMilan(claim), clusterId: undefined } as Trace, [virtual], [volume]);
    };
    expect(judged(held)).toBe('keep');
    expect(judged(ofOwnClass)).toBe('release');
  });
});
