import { removeMovers } from '../copy/remove-movers.ts';
import { refuseMounters } from '../claim/live-claim.ts';
import { nothingToUndo, type Phase } from '../phase.ts';
import { stopRepository } from '../workspace/workspace.ts';

/** Nobody can write into the target any more: no mover is left in any cluster, credentials are revoked, the repository is stopped. */
export const retireMovers: Phase = {
  name: 'retire-movers',

  async forward(move) {
    await removeMovers(move);
    await stopRepository(move);
    await refuseMounters(move);
  },

  undo: nothingToUndo,
};
