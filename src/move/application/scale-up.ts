import type { ScaledOwner } from '../model/application/scaled-owner.ts';
import type { Move } from '../model/move.ts';
import { leaveAlone, recordOwner } from './record-owner.ts';
import { findScaled, isScaledByMove, noScaleMarks, patchScalable, replicasOf } from './scalable.ts';

/**
 * Scales an owner that this move has scaled down back to what it was; safe to repeat. One that is gone, or that somebody has scaled meanwhile, is
 * left alone and named.
 */
export async function scaleUp(move: Move, owner: ScaledOwner): Promise<void> {
  if (owner.state !== 'down') return;
  const object = await findScaled(move, owner);
  if (object === undefined) return leaveAlone(move, owner, 'it is gone');
  const now = replicasOf(object);
  const ours = isScaledByMove(object, move) && now === owner.scaledTo;
  // Also where nothing is to be changed: the server refuses it when what was read is from before the scaling down, which would pass for the end.
  await patchScalable(move, { owner, object }, { labels: noScaleMarks, ...(ours && { replicas: owner.replicas }) });
  // Without our mark it was never scaled, or is scaled back already.
  if (ours || now === owner.replicas) await recordOwner(move, { ...owner, state: 'up' });
  else await leaveAlone(move, owner, `somebody has scaled it to ${now}`);
}
