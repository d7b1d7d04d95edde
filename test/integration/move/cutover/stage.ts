import { expect } from 'vitest';
import { type Claim, kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { localSource } from '../../../support/journals.ts';
import { type ApiServers, bind, type BoundPair, openApiServers, removeNow } from '../api-servers.ts';
import type { RecordedMove } from '../../../support/moves.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';
import { stageTarget } from '../living-target.ts';
import { until } from '../../../support/until.ts';

export const key = { name: 'data', namespace: 'shop' };
export const reserved = { name: 'liqo-move-abcdefghij-1' };
export const deletedAt = '2026-01-01T00:00:00.000Z';

export interface Stage {
  readonly lab: ApiServers;
  readonly pair: BoundPair;
  readonly real: Volume;
  move(change?: Partial<Journal>, port?: KubePort): Promise<RecordedMove>;
}

/** A bound virtual claim, marked and held as the phases before the cut leave it. */
export async function setStage(): Promise<Stage> {
  const lab = await openApiServers({ controllers: true });
  const annotations = { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' };
  const held = { persistentVolumeReclaimPolicy: 'Retain' };
  const pair = await bind(lab.rome, claimOf(key, { annotations, labels: { app: 'db' } }), volumeOf('pvc-uid-1', held, { annotations }));
  const real = await lab.rome.create(kinds.volume, volumeOf('real', { ...held, storageClassName: 'elsewhere' }));
  const journal: Partial<Journal> = {
    claim: pair.claim as unknown as Journal['claim'],
    volume: { name: 'pvc-uid-1', uid: pair.volume.metadata.uid ?? '', policy: 'Delete' },
    source: {
      ...localSource,
      claim: pair.claim.metadata.uid ?? '',
      volume: { name: 'real', uid: real.metadata.uid ?? '', policy: 'Delete' },
    },
    target: await stageTarget(lab),
  };
  const move: Stage['move'] = (change = {}, port = lab.rome) => lab.move({ ...journal, ...change }, { consumer: port });
  return { lab, pair, real, move };
}

export async function deleteClaim({ lab }: Stage): Promise<void> {
  await removeNow(lab.rome, kinds.claim, key);
  await until(async () => ((await lab.rome.find(kinds.claim, key)) === undefined ? true : undefined));
}

export async function expectSwapped({ lab, pair }: Stage, move: RecordedMove): Promise<Claim> {
  const claim = await lab.rome.read(kinds.claim, key);
  expect(claim.metadata.uid).not.toBe(pair.claim.metadata.uid);
  expect(claim).toMatchObject({ metadata: { labels: { app: 'db' } }, spec: { volumeName: reserved.name }, status: { phase: 'Bound' } });
  const { uid } = (await lab.rome.read(kinds.volume, reserved)).metadata;
  expect(move.journal.value.swap).toMatchObject({
    volume: { ...reserved, uid },
    deletedAt: expect.any(String),
    claimUid: claim.metadata.uid,
  });
  return claim;
}
