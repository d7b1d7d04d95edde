import { nothingToUndo, type Phase } from '../model/phase.ts';

/** Each mover has described its volume, entry by entry, and the descriptions are the same. */
export const verifyData: Phase = {
  name: 'verify-data',

  async forward(move) {
    await move.copy().until(({ verified, target }) => verified ?? target?.pass, move.signal);
  },

  undo: nothingToUndo,
};
