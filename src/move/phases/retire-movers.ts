import { lookAgain } from '../copy/look-again.ts';
import { retireMovers } from '../copy/remove-movers.ts';
import { refuseMounters } from '../claim/live-claim.ts';
import { nothingToUndo, type PlainPhase } from '../model/phase.ts';
import { revokeRepository, stopRepository } from '../workspace/workspace.ts';

/**
 * Nothing can write into the target any more: no mover is left in any cluster, credentials are revoked, the repository is stopped. And nobody has
 * written to either copy while no liqoctl was there to see it.
 */
export const retireMoversPhase: PlainPhase<'retire-movers'> = {
  name: 'retire-movers',
  interruptible: true,
  mounters: 'end-it',
  copies: false,

  async forward(move) {
    await revokeRepository(move);
    await retireMovers(move);
    await stopRepository(move);
    if (move.journal.value.unwatched === true) await lookAgain(move);
    await refuseMounters(move);
  },

  undo: nothingToUndo,
};
