import type { Journal } from '../../../src/move/model/journal.ts';
import type { Home } from '../../../src/volumes/home.ts';
import { homeDriver } from '../../../src/move/homes/driver.ts';
import { localSource } from '../../support/journals.ts';
import { type ApiServers, bind, type BoundPair } from './api-servers.ts';
import type { RecordedMove } from '../../support/moves.ts';
import { volumeOf } from '../../support/volumes.ts';
import { claimOf } from '../../support/claims.ts';

export const storage = 'liqo-storage';

/** A bound real claim in this cluster and a move whose source it is. */
export async function openLocalSource(lab: ApiServers, { policy = 'Delete' }: { policy?: 'Delete' | 'Retain' } = {}) {
  const provisioned = { annotations: { 'pv.kubernetes.io/provisioned-by': 'example.com/nobody' } };
  const pair = await bind(
    lab.rome,
    claimOf({ name: 'uid-1', namespace: storage }),
    volumeOf('real', { persistentVolumeReclaimPolicy: policy }, provisioned),
  );
  const move = await lab.move({ source: localHomeOf(pair, policy) });
  return { pair, move, driver: homeDriver(move, 'source') };
}

export function localHomeOf({ claim, volume }: BoundPair, policy: 'Delete' | 'Retain'): Extract<Home, { kind: 'local' }> {
  const { name, uid = '' } = volume.metadata;
  return { ...localSource, claim: claim.metadata.name, claimUid: claim.metadata.uid ?? '', volume: { name, uid, policy } };
}

/** Changes the journal and gives a driver that starts from it, as after a crash. */
export async function restart(move: RecordedMove, change: (journal: Journal) => Journal) {
  await move.journal.update(change);
  return homeDriver(move, 'source');
}
