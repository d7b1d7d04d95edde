// @module-tag core
import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { deleteClaim, deletedAt, expectSwapped, key, reserved, setStage, type Stage } from './stage.ts';
import { swapClaimPhase } from '../../../../src/move/phases/swap-claim.ts';
import { swapClaim } from '../../../../src/move/cutover/swap.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { localSource } from '../../../support/journals.ts';
import { bind } from '../api-servers.ts';
import type { RecordedMove } from '../../../support/moves.ts';
import { portWith } from '../../../support/ports.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';
import { until } from '../../../support/until.ts';

const reservedBack = { name: 'liqo-move-abcdefghij-1-back' };

/** As the engine does it: a controller that was faster with a write is no reason to fail. */
const goBack = (move: RecordedMove) => retryTransient(move, () => swapClaimPhase.undo(move));

/** The claim as this move creates it. */
const successor = (fencingToken = '1') =>
  claimOf(key, { annotations: { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: fencingToken } });

describe('the cut', () => {
  it('exchanges the claim for one that is bound to the reserved volume', async () => {
    const stage = await setStage();
    const move = await stage.move();
    await swapClaim(move, 'target');
    await expectSwapped(stage, move);
    expect(move.journal.value.swap.milliseconds).toBeGreaterThanOrEqual(0);
    expect((await stage.lab.rome.read(kinds.volume, { name: 'pvc-uid-1' })).spec?.persistentVolumeReclaimPolicy).toBe('Retain');
    await swapClaim(move, 'target');
    await expectSwapped(stage, move);
  });

  it('deletes the claim only after a volume is reserved, and after it has written down that it will', async () => {
    const stage = await setStage();
    const seen: unknown[] = [];
    const port = portWith(stage.lab.rome, {
      remove: async (kind, place, preconditions, options) => {
        const { status } = await stage.lab.rome.read(kinds.volume, reserved);
        seen.push([status?.phase, move.journal.value.swap.deletedAt !== undefined, preconditions]);
        return stage.lab.rome.remove(kind, place, preconditions, options);
      },
    });
    const move = await stage.move({}, port);
    const { uid, resourceVersion } = stage.pair.claim.metadata;
    await swapClaim(move, 'target');
    expect(seen).toEqual([['Available', true, { uid, resourceVersion }]]);
  });

  it('makes the claim from what the old one carried last', async () => {
    const stage = await setStage();
    const move = await stage.move();
    const metadata = { labels: { added: 'yes' }, annotations: { 'example.com/backup': 'weekly' } };
    await stage.lab.rome.mergePatch(kinds.claim, key, { metadata });
    await swapClaim(move, 'target');
    const claim = await expectSwapped(stage, move);
    expect(claim).toMatchObject({ metadata: { labels: { app: 'db', ...metadata.labels }, annotations: metadata.annotations } });
    expect(move.journal.value.claim.metadata.uid).toBe(stage.pair.claim.metadata.uid);
  });

  it('is refused while a pod of any phase names the claim, and then nothing is deleted', async () => {
    const stage = await setStage();
    const move = await stage.move();
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'late', namespace: 'shop' } };
    const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }];
    await stage.lab.rome.create(kinds.pod, { ...pod, spec: { containers: [{ name: 'c', image: 'sh' }], volumes } });
    await expect(swapClaim(move, 'target')).rejects.toMatchObject({ seen: ['pod shop/late in rome, Pending'] });
    expect((await stage.lab.rome.read(kinds.claim, key)).metadata.deletionTimestamp).toBeUndefined();
    expect(move.journal.value.swap.deletedAt).toBeUndefined();
  });

  it.each(['gone', 'replaced'])('stops where the claim is %s, and discards nothing', async (how) => {
    const stage = await setStage();
    const move = await stage.move();
    await deleteClaim(stage);
    if (how === 'replaced') await stage.lab.rome.create(kinds.claim, claimOf(key));
    await expect(swapClaim(move, 'target')).rejects.toMatchObject({
      kind: 'move',
      seen: expect.arrayContaining(['both copies of the data are held']),
    });
    expect(await stage.lab.rome.find(kinds.volume, { name: 'pvc-uid-1' })).toBeDefined();
    expect(move.journal.value.swap.deletedAt).toBeUndefined();
  });
});

describe('after a crash the cut', () => {
  it('deletes a claim that is still there', async () => {
    const stage = await setStage();
    const move = await stage.move({ swap: { deletedAt } });
    await swapClaim(move, 'target');
    await expectSwapped(stage, move);
  });

  it('creates a claim that is gone', async () => {
    const stage = await setStage();
    const move = await stage.move({ swap: { deletedAt } });
    await deleteClaim(stage);
    await swapClaim(move, 'target');
    await expectSwapped(stage, move);
  });

  it('takes the claim that it had created for its own', async () => {
    const stage = await setStage();
    await deleteClaim(stage);
    const { uid } = (
      await stage.lab.rome.create(kinds.claim, { ...successor(), metadata: { ...successor().metadata, labels: { app: 'db' } } })
    ).metadata;
    const move = await stage.move({ swap: { deletedAt } });
    await swapClaim(move, 'target');
    expect((await expectSwapped(stage, move)).metadata.uid).toBe(uid);
  });
});

describe('a refused creation', () => {
  it('is named and tried again, for as long as it takes', async () => {
    const stage = await setStage();
    const clock = createFakeClock();
    const refusals = ['exceeded quota: small', 'denied by webhook "x"'];
    const port = portWith(stage.lab.rome, {
      create: async (kind, object, options) => {
        const message = kind.kind === 'PersistentVolumeClaim' ? refusals.shift() : undefined;
        if (message !== undefined) throw new KubeError({ reason: 'forbidden', message, attempt: 'create' });
        return stage.lab.rome.create(kind, object, options);
      },
    });
    const move = { ...(await stage.move({}, port)), clock };
    const done = swapClaim(move, 'target');
    for (let left = refusals.length; left > 0; left -= 1) {
      await until(async () => (refusals.length < left ? true : undefined));
      await clock.sleepers(1);
      await clock.advance(1000);
    }
    await done;
    await expectSwapped(stage, move);
    expect(move.waits.filter((text) => text.includes('accepted'))).toEqual([
      'claim data to be accepted again: exceeded quota: small',
      'claim data to be accepted again: denied by webhook "x"',
    ]);
  });

  it('is tried again when the server asks for it', async () => {
    const stage = await setStage();
    const clock = createFakeClock();
    const busy = [new KubeError({ reason: 'tooManyRequests', message: 'busy', attempt: 'create', retryAfter: 15 })];
    const port = portWith(stage.lab.rome, {
      create: async (kind, object, options) => {
        const refusal = kind.kind === 'PersistentVolumeClaim' ? busy.shift() : undefined;
        if (refusal !== undefined) throw refusal;
        return stage.lab.rome.create(kind, object, options);
      },
    });
    const move = { ...(await stage.move({}, port)), clock };
    const done = swapClaim(move, 'target');
    await until(async () => (busy.length === 0 ? true : undefined));
    await clock.sleepers(1);
    await clock.advance(15_000);
    await done;
    expect(clock.slept.at(-1)).toBe(15_000);
  });
});

describe('the way back', () => {
  /** As after a cut, with the real claim of the source named after the original claim and held. */
  async function cutStage(swap: Journal['swap']): Promise<{ stage: Stage; move: RecordedMove }> {
    const stage = await setStage();
    const { lab, pair } = stage;
    const realClaim = { name: pair.claim.metadata.uid ?? '', namespace: 'liqo-storage' };
    const annotations = { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' };
    const bound = await bind(
      lab.rome,
      claimOf(realClaim, { annotations }),
      volumeOf('backing', { persistentVolumeReclaimPolicy: 'Retain' }),
    );
    const source = {
      ...localSource,
      claim: realClaim.name,
      claimUid: bound.claim.metadata.uid ?? '',
      volume: { name: 'backing', uid: bound.volume.metadata.uid ?? '', policy: 'Delete' as const },
    };
    return { stage, move: await stage.move({ source, swap, direction: 'back' }) };
  }

  async function expectBack({ lab }: Stage, move: RecordedMove): Promise<void> {
    const claim = await lab.rome.read(kinds.claim, key);
    expect(claim).toMatchObject({ spec: { volumeName: reservedBack.name }, status: { phase: 'Bound' } });
    const volume = await lab.rome.read(kinds.volume, reservedBack);
    expect(volume.spec).toMatchObject({ hostPath: { path: '/nowhere/backing' }, persistentVolumeReclaimPolicy: 'Delete' });
    const real = await lab.rome.read(kinds.claim, { name: claim.metadata.uid ?? '', namespace: 'liqo-storage' });
    expect(real).toMatchObject({ spec: { volumeName: 'backing' }, status: { phase: 'Bound' } });
    expect(await lab.rome.find(kinds.volume, reserved)).toBeUndefined();
    expect(move.journal.value.swapBack.claimUid).toBe(claim.metadata.uid);
  }

  it('removes only the reservation where the claim was never deleted', async () => {
    const { stage, move } = await cutStage({});
    const annotations = { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' };
    await stage.lab.rome.create(kinds.volume, volumeOf(reserved.name, { storageClassName: 'elsewhere' }, { annotations }));
    await until(async () => ((await stage.lab.rome.read(kinds.volume, reserved)).status?.phase === 'Available' ? true : undefined));
    await goBack(move);
    expect((await stage.lab.rome.read(kinds.claim, key)).metadata.uid).toBe(stage.pair.claim.metadata.uid);
    expect(await stage.lab.rome.find(kinds.volume, reserved)).toBeUndefined();
  });

  it('is the same exchange, towards the source', async () => {
    const { stage, move } = await cutStage({});
    await swapClaim(move, 'target');
    await goBack(move);
    await expectBack(stage, move);
  });

  it('starts also from between deletion and creation', async () => {
    const { stage, move } = await cutStage({ deletedAt });
    await deleteClaim(stage);
    await goBack(move);
    await expectBack(stage, move);
  });

  it('starts also from a claim that was created and not yet written down', async () => {
    const { stage, move } = await cutStage({});
    await swapClaim(move, 'target');
    await move.journal.update((journal) => {
      const { claimUid: _unknown, ...swap } = journal.swap;
      return { ...journal, swap };
    });
    await goBack(move);
    await expectBack(stage, move);
  });

  it('leaves a stranger who has taken the name alone', async () => {
    const { stage, move } = await cutStage({ deletedAt });
    await deleteClaim(stage);
    const stranger = await stage.lab.rome.create(kinds.claim, claimOf(key));
    await expect(goBack(move)).rejects.toThrow('is no longer the one that is being moved');
    expect((await stage.lab.rome.read(kinds.claim, key)).metadata.uid).toBe(stranger.metadata.uid);
  });

  it('stops where somebody else has deleted the claim that the cut had made', async () => {
    const { stage, move } = await cutStage({});
    await swapClaim(move, 'target');
    await deleteClaim(stage);
    await expect(goBack(move)).rejects.toThrow('is gone');
  });
});
