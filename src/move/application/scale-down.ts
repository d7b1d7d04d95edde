import { kubectl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { nameOwner, type ScaledOwner } from '../model/application/scaled-owner.ts';
import type { Move } from '../model/move.ts';
import { noteStillReady } from './downtime.ts';
import { leaveAlone, recordOwner } from './record-owner.ts';
import { deletesClaims, findScaled, isScaledByMove, patchScalable, replicasOf, type Scalable, scaleMarks } from './scalable.ts';

/**
 * Scales an owner down, as the journal says; safe to repeat. The counts are in the journal before they are set, and set only in what was read, so
 * that the count to go back to is the one that was replaced. Throws AppError `move` where claims would be deleted with the replicas.
 */
export async function scaleDown(move: Move, owner: ScaledOwner): Promise<void> {
  const object = await findScaled(move, owner);
  if (object === undefined) return leaveAlone(move, owner, 'it is gone');
  if (isScaledByMove(object, move)) return;
  const replicas = replicasOf(object);
  if (replicas <= owner.scaledTo) return leaveAlone(move, owner, `somebody has scaled it to ${replicas}`);
  refuseDeletion(owner, object);
  await noteStillReady(move);
  const { left: _over, ...known } = owner;
  await recordOwner(move, { ...known, replicas, state: 'down' });
  await patchScalable(move, { owner, object }, { labels: scaleMarks(move), replicas: owner.scaledTo });
}

/** Looked at again right before the write, for nothing brings such claims back. */
function refuseDeletion(owner: ScaledOwner, object: Scalable): void {
  if (!deletesClaims(object)) return;
  throw new AppError('move', `${nameOwner(owner)} deletes claims and their data when it is scaled down (whenScaled=Delete)`, {
    next: [
      kubectl(
        `get statefulset ${owner.name} -n ${owner.namespace} -o yaml`,
        'set persistentVolumeClaimRetentionPolicy.whenScaled to Retain',
      ),
    ],
  });
}
