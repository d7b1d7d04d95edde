// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { movedHome } from '../../../../src/move/homes/moved-home.ts';
import { markClaim } from '../../../../src/move/claim/claim-marks.ts';
import { ensureGuard } from '../../../../src/move/guard/guard.ts';
import { patchOwned, removeOwned } from '../../../../src/move/held/guarded-writes.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { findJournal } from '../../../../src/move/held/journal-store.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import type { PhaseName } from '../../../../src/move/model/phase-names.ts';
import { swapClaim } from '../../../../src/move/cutover/swap.ts';
import { takeOver } from '../../../../src/move/engine/takeover.ts';
import { holdVirtualVolume, releaseVirtualVolume } from '../../../../src/move/cutover/virtual-volume.ts';
import { localHomeOf, storage } from '../local-source.ts';
import { bind, openApiServers } from '../api-servers.ts';
import type { RecordedMove } from '../../../support/moves.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';
import { stageTarget } from '../living-target.ts';

const key = { name: 'data', namespace: 'shop' };
const there = { name: 'data', namespace: 'shop-rome' };
const touched = (...names: PhaseName[]): Journal['phases'] =>
  Object.fromEntries(names.map((name) => [name, { state: 'intended', startedAt: '' }]));
const armed: Journal['phases'] = { ...touched('hold-source', 'stage-target'), 'arm-guard': { state: 'done', startedAt: '' } };

/** A move held and staged by its first holder, and the second one, who has just got the lease. */
async function open(phases = armed, { holds = true } = {}) {
  const lab = await openApiServers({ controllers: true });
  const virtual = await bind(lab.rome, claimOf(key), volumeOf('pvc-uid-1'));
  const real = await bind(lab.rome, claimOf({ name: virtual.claim.metadata.uid ?? '', namespace: storage }), volumeOf('real'));
  const target = await stageTarget(lab, { annotations: { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' } });
  const first = await lab.move({
    claim: virtual.claim as unknown as Journal['claim'],
    volume: { name: 'pvc-uid-1', uid: virtual.volume.metadata.uid ?? '', policy: 'Delete' },
    source: localHomeOf(real, 'Delete'),
    target,
    phases,
  });
  await ensureGuard(first);
  await markClaim(first);
  if (holds) {
    await holdVirtualVolume(first, first.journal.value.volume);
    await movedHome(first, 'source').hold();
  }
  const journal = await findJournal(lab.rome, { namespace: 'shop', name: 'data' });
  if (journal === undefined) throw new Error('no journal');
  const second: RecordedMove = { ...first, consumer: lab.as('bob'), journal, fencingToken: 2 };
  return { lab, first, second, real, target };
}

describe('a second holder', () => {
  it('stamps everything that is held, and may do what the first one could', async () => {
    const { lab, second, real } = await open();
    await takeOver(second, 'bob');
    expect(second.journal.value).toMatchObject({ epoch: 2, user: 'bob' });
    const stamped = { metadata: { annotations: { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '2' } } };
    expect(await lab.rome.read(kinds.claim, key)).toMatchObject(stamped);
    expect(await lab.rome.read(kinds.volume, { name: 'pvc-uid-1' })).toMatchObject(stamped);
    expect(await lab.rome.read(kinds.claim, { name: real.claim.metadata.name, namespace: storage })).toMatchObject(stamped);
    expect(await lab.rome.read(kinds.volume, { name: 'real' })).toMatchObject(stamped);
    expect(await lab.milan.read(kinds.claim, there)).toMatchObject(stamped);
    await swapClaim(second, 'target');
    expect((await lab.rome.read(kinds.claim, key)).spec?.volumeName).toBe('liqo-move-abcdefghij-1');
  });

  it('makes every write that the first one still has in mind fail', async () => {
    const { lab, first, second } = await open();
    const remembered = {
      claim: await lab.rome.read(kinds.claim, key),
      volume: await lab.rome.read(kinds.volume, { name: 'pvc-uid-1' }),
    };
    await takeOver(second, 'bob');
    const before = await lab.rome.read(kinds.claim, key);
    const taken = 'another liqoctl has taken over this move';
    await expect(first.journal.update((journal) => ({ ...journal, attempt: 7 }))).rejects.toThrow(taken);
    await expect(movedHome(first, 'source').release()).rejects.toThrow(taken);
    await expect(movedHome(first, 'target').remove({ reclaim: 'delete' })).rejects.toThrow(taken);
    await expect(releaseVirtualVolume(first, first.journal.value.volume)).rejects.toThrow(taken);
    await expect(removeOwned(first, first.consumer, { kind: kinds.claim, object: before })).rejects.toThrow(taken);
    // What it read before the takeover is refused by the server.
    await expect(removeOwned(first, first.consumer, { kind: kinds.claim, object: remembered.claim })).rejects.toThrow();
    await expect(removeOwned(first, first.consumer, { kind: kinds.volume, object: remembered.volume })).rejects.toMatchObject({
      reason: 'conflict',
    });
    expect(await lab.rome.read(kinds.claim, key)).toEqual(before);
    expect(await lab.milan.read(kinds.claim, there)).toMatchObject({ metadata: { annotations: { [moveLabels.fencingToken]: '2' } } });
  });

  it('makes a hold fail that the first one has begun, and that is still on its way', async () => {
    const { lab, first, second } = await open(armed, { holds: false });
    const names = ['pvc-uid-1', 'real'];
    const remembered = await Promise.all(names.map(async (name) => lab.rome.read(kinds.volume, { name })));
    await takeOver(second, 'bob');
    for (const object of remembered) {
      const patch = { spec: { persistentVolumeReclaimPolicy: 'Retain' } };
      const late = patchOwned(first, first.consumer, { kind: kinds.volume, object, patch });
      await expect(late).rejects.toMatchObject({ reason: 'conflict' });
    }
  });

  it('touches nothing that the first one had not begun to hold', async () => {
    const { lab, second } = await open(touched('open-journal'));
    const before = await lab.rome.list(kinds.claim);
    await takeOver(second, 'bob');
    expect((await lab.rome.list(kinds.claim)).items).toEqual(before.items);
    expect(second.journal.value.epoch).toBe(2);
  });

  it('does not put the guard back where it was lifted', async () => {
    const { lab, second } = await open({ ...armed, ...touched('lift-guard') });
    const policy = await lab.rome.read(kinds.admissionPolicy, { name: 'liqo-move-abcdefghij' });
    await takeOver(second, 'bob');
    expect(await lab.rome.read(kinds.admissionPolicy, { name: 'liqo-move-abcdefghij' })).toEqual(policy);
  });
});
