// @module-tag core
import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { deleteClaim, deletedAt, expectSwapped, key, reserved, setStage } from './stage.ts';
import { swapClaim } from '../../../../src/move/cutover/swap.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { portWith } from '../../../support/ports.ts';
import { claimOf } from '../../../support/claims.ts';
import { until } from '../../../support/until.ts';

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
