import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';
import { ownersInJournal } from './record-owner.ts';
import { findScaled, isScaledByMove, patchScalable, scaleMarks } from './scalable.ts';

/** Makes stale what an earlier holder remembers of owners that it has scaled, or was about to: its write would stop an application for nothing. */
export async function stampOwners(move: Move): Promise<void> {
  for (const owner of ownersInJournal(move)) {
    const object = owner.state === 'down' ? await findScaled(move, owner) : undefined;
    if (object === undefined) continue;
    // One that was not scaled gets a label that is taken off when its phase goes on: any change makes it another version.
    const labels = isScaledByMove(object, move) ? scaleMarks(move) : { [moveLabels.requestedAt]: String(move.fencingToken) };
    await patchScalable(move, { owner, object }, { labels });
  }
}
