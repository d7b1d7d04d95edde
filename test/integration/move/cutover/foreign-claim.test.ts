// @module-tag core
import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { type Claim, kinds } from '../../../../src/kube/objects/kinds.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { swapClaim } from '../../../../src/move/cutover/swap.ts';
import { findJournal } from '../../../../src/move/held/journal-store.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { removeNow } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';
import { claimOf } from '../../../support/claims.ts';
import { deleteClaim, deletedAt, expectSwapped, key, reserved, setStage, type Stage } from './stage.ts';
import { until } from '../../../support/until.ts';

/** The stage after a deletion of which the journal knows, with a claim that somebody else has made since. */
async function strangerStage(spec: Claim['spec'] = {}): Promise<{ stage: Stage; stranger: Claim }> {
  const stage = await setStage();
  await deleteClaim(stage);
  const metadata = { labels: { app: 'other', theirs: 'yes' }, annotations: { theirs: 'kept' } };
  return { stage, stranger: await stage.lab.rome.create(kinds.claim, claimOf(key, metadata, spec)) };
}

describe('a claim that somebody else creates in the middle of the cut', () => {
  it('is taken on where it fits, with what the old one had', async () => {
    const { stage, stranger } = await strangerStage();
    const move = await stage.move({ swap: { deletedAt } });
    await swapClaim(move, 'target');
    const claim = await expectSwapped(stage, move);
    expect(claim.metadata).toMatchObject({
      uid: stranger.metadata.uid,
      labels: { app: 'db', theirs: 'yes' },
      annotations: { theirs: 'kept', [moveLabels.id]: 'abcdefghij' },
    });
    expect(move.events).toMatchObject([{ type: 'warning', text: expect.stringContaining('created by another user during the cutover') }]);
  });

  it('is left alone by a holder that has been replaced meanwhile', async () => {
    const { stage, stranger } = await strangerStage();
    const taking = { over: false };
    const port = portWith(stage.lab.rome, {
      find: async (kind, place) => {
        if (kind.kind === 'PersistentVolumeClaim' && move.journal.value.swap.volume !== undefined && !taking.over) {
          taking.over = true;
          const second = await findJournal(stage.lab.rome, { namespace: 'shop', name: 'data' });
          await second?.update((journal) => ({ ...journal, epoch: 2 }));
        }
        return stage.lab.rome.find(kind, place);
      },
    });
    const move = await stage.move({ swap: { deletedAt } }, port);
    await expect(swapClaim(move, 'target')).rejects.toThrow('another liqoctl has taken over this move');
    expect((await stage.lab.rome.read(kinds.claim, key)).metadata.labels).toEqual(stranger.metadata.labels);
  });

  it('is taken on as it is where it may not be changed, and that is said', async () => {
    const { stage, stranger } = await strangerStage();
    const port = portWith(stage.lab.rome, {
      mergePatch: async (kind, place, patch, options) => {
        if (kind.kind !== 'PersistentVolumeClaim') return stage.lab.rome.mergePatch(kind, place, patch, options);
        throw new KubeError({ reason: 'forbidden', message: 'claims are frozen', attempt: 'patch' });
      },
    });
    const move = await stage.move({ swap: { deletedAt } }, port);
    await swapClaim(move, 'target');
    expect(move.journal.value.swap.claimUid).toBe(stranger.metadata.uid);
    expect((await stage.lab.rome.read(kinds.claim, key)).metadata.labels).toEqual({ app: 'other', theirs: 'yes' });
    expect(move.events.at(-1)).toMatchObject({ text: expect.stringContaining('claims are frozen') });
  });

  it('stops the move where it asks for more, and is left alone', async () => {
    const { stage, stranger } = await strangerStage({ resources: { requests: { storage: '2Gi' } } });
    const move = await stage.move({ swap: { deletedAt } });
    await expect(swapClaim(move, 'target')).rejects.toMatchObject({
      kind: 'move',
      seen: ['it asks for 2Gi; the moved volume has 1Gi', expect.stringContaining('both copies of the data are held')],
      next: [{ words: 'delete pvc -n shop data' }, { words: 'move resume data -n shop' }, { words: 'move abort data -n shop' }],
    });
    const now = await stage.lab.rome.read(kinds.claim, key);
    expect(now.metadata).toMatchObject({ uid: stranger.metadata.uid, labels: { app: 'other' } });
    expect(move.journal.value.swap.claimUid).toBeUndefined();
    expect((await stage.lab.rome.read(kinds.volume, { name: 'pvc-uid-1' })).spec?.persistentVolumeReclaimPolicy).toBe('Retain');
  });

  it('does not keep the volume for itself once it is gone', async () => {
    // The binder does not compare the class of a volume that is reserved.
    const { stage } = await strangerStage({ storageClassName: 'gold' });
    const move = await stage.move({ swap: { deletedAt } });
    await expect(swapClaim(move, 'target')).rejects.toMatchObject({
      seen: [expect.stringContaining('storageClassName is gold'), expect.anything()],
    });
    await until(async () => ((await stage.lab.rome.read(kinds.volume, reserved)).status?.phase === 'Bound' ? true : undefined));
    await removeNow(stage.lab.rome, kinds.claim, key);
    await until(async () => ((await stage.lab.rome.read(kinds.volume, reserved)).status?.phase === 'Released' ? true : undefined));
    await retryTransient(move, () => swapClaim(move, 'target'));
    await expectSwapped(stage, move);
  });

  it('is waited out while it is being deleted', async () => {
    const { stage, stranger } = await strangerStage();
    const { uid, resourceVersion } = stranger.metadata;
    await stage.lab.rome.mergePatch(kinds.claim, key, { metadata: { uid, resourceVersion, finalizers: ['acme.io/slow'] } });
    await removeNow(stage.lab.rome, kinds.claim, key);
    const move = await stage.move({ swap: { deletedAt } });
    const done = retryTransient(move, () => swapClaim(move, 'target'));
    await until(async () =>
      move.waits.includes('PersistentVolumeClaim data to be gone; it is kept by finalizer acme.io/slow') ? true : undefined,
    );
    await stage.lab.rome.mergePatch(kinds.claim, key, { metadata: { finalizers: null } });
    await done;
    expect((await expectSwapped(stage, move)).metadata.uid).not.toBe(uid);
  });

  it('is no successor of ours when it replaces the one that we have made', async () => {
    const stage = await setStage();
    const move = await stage.move({ swap: { deletedAt, claimUid: 'gone' } });
    await expect(swapClaim(move, 'target')).rejects.toThrow('is no longer the one that is being moved');
  });
});
