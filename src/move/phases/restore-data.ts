import { describeAmount } from '../model/amount.ts';
import { type CopyingPhase, nothingToUndo } from '../model/phase.ts';

/** The target mover has restored that snapshot. What it wrote goes with the staged claim. */
export const restoreData: CopyingPhase<'restore-data'> = {
  name: 'restore-data',
  interruptible: true,
  mounters: 'end-it',
  copies: true,
  note: describeAmount,

  async forward(move) {
    await move.copy().until(({ restored, target }) => restored ?? target?.pass, move.signal);
  },

  undo: nothingToUndo,
};
