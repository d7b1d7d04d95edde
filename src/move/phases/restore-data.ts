import { nothingToUndo, type Phase } from '../model/phase.ts';

/** The target mover has restored that snapshot. What it wrote goes with the staged claim. */
export const restoreData: Phase = {
  name: 'restore-data',

  async forward(move) {
    await move.copy().until(({ restored, target }) => restored ?? target?.pass, move.signal);
  },

  undo: nothingToUndo,
};
