import { nothingToUndo, type Phase } from '../phase.ts';

/** The target mover has compared its volume with the source's manifest, entry by entry. */
export const verifyData: Phase = {
  name: 'verify-data',

  async forward(move) {
    await move.copy().until(({ verified, target }) => verified ?? target?.pass, move.signal);
  },

  undo: nothingToUndo,
};
