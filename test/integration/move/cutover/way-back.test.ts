// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { deleteClaim, deletedAt, key, reserved, setStage, type Stage } from './stage.ts';
import { swapClaimPhase } from '../../../../src/move/phases/swap-claim.ts';
import { swapClaim } from '../../../../src/move/cutover/swap.ts';
import { localSource } from '../../../support/journals.ts';
import { bind } from '../api-servers.ts';
import type { RecordedMove } from '../../../support/moves.ts';
import { portWith } from '../../../support/ports.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';
import { until } from '../../../support/until.ts';

const reservedBack = { name: 'liqo-move-abcdefghij-1-back' };
const marks = { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' };

/** As the engine does it: a controller that was faster with a write is no reason to fail. */
const goBack = (move: RecordedMove) => retryTransient(move, () => swapClaimPhase.undo(move));

/** The claim as this move creates it. */
const successor = () => claimOf(key, { annotations: marks });

describe('the way back', () => {
  /** As after a cut, with the real claim of the source named after the original claim and held. */
  async function cutStage(swap: Journal['swap']): Promise<{ stage: Stage; move: RecordedMove }> {
    const stage = await setStage();
    const { lab, pair } = stage;
    const realClaim = { name: pair.claim.metadata.uid ?? '', namespace: 'liqo-storage' };
    const bound = await bind(
      lab.rome,
      claimOf(realClaim, { annotations: marks }),
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
    await stage.lab.rome.create(kinds.volume, volumeOf(reserved.name, { storageClassName: 'elsewhere' }, { annotations: marks }));
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

  it('makes the claim again that was bound to what a replaced holder has reserved late', async () => {
    const { stage, move: going } = await cutStage({ deletedAt });
    await deleteClaim(stage);
    const { rome } = stage.lab;
    const late = [volumeOf(reserved.name, { claimRef: key }, { annotations: marks })];
    const port = portWith(rome, {
      create: async (kind, object, options) => {
        const volume = kind.kind === 'PersistentVolumeClaim' ? late.pop() : undefined;
        if (volume === undefined) return rome.create(kind, object, options);
        await rome.create(kinds.volume, volume);
        const claim = await rome.create(kind, object, options);
        await until(async () => (await rome.read(kinds.claim, key)).spec?.volumeName === reserved.name);
        return claim;
      },
    });
    const move = { ...going, consumer: port };
    await goBack(move);
    expect(late).toEqual([]);
    await expectBack(stage, move);
  });

  it('makes it again also after a death in the middle of that', async () => {
    const { stage, move } = await cutStage({ deletedAt });
    await deleteClaim(stage);
    const { rome } = stage.lab;
    await rome.create(kinds.volume, volumeOf(reserved.name, { claimRef: key }, { annotations: marks }));
    const { uid } = (await rome.create(kinds.claim, successor())).metadata;
    await until(async () => (await rome.read(kinds.claim, key)).status?.phase === 'Bound');
    await move.journal.update((journal) => ({ ...journal, swapBack: { deletedAt, volume: { name: reservedBack.name, uid: 'lost' } } }));
    await goBack(move);
    expect((await rome.read(kinds.claim, key)).metadata.uid).not.toBe(uid);
    await expectBack(stage, move);
  });
});
