import type { Journal } from '../../../src/move/model/journal.ts';
import type { Home } from '../../../src/volumes/home.ts';
import { movedHome } from '../../../src/move/homes/moved-home.ts';
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
  return { pair, move, home: movedHome(move, 'source') };
}

export function localHomeOf({ claim, volume }: BoundPair, policy: 'Delete' | 'Retain'): Extract<Home, { kind: 'local' }> {
  const { name, uid = '' } = volume.metadata;
  return { ...localSource, claim: claim.metadata.name, claimUid: claim.metadata.uid ?? '', volume: { name, uid, policy } };
}

/** Changes the journal and gives its source, which starts from it, as after a crash. */
export async function restart(move: RecordedMove, change: (journal: Journal) => Journal) {
  await move.journal.update(change);
  return movedHome(move, 'source');
}
