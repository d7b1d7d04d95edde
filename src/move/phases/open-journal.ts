import { nothingToUndo, type PlainPhase } from '../model/phase.ts';

/** Journal and lease exist before the first phase runs; they go last, with the engine. */
export const openJournal: PlainPhase<'open-journal'> = {
  name: 'open-journal',
  interruptible: true,
  mounters: 'allowed',
  copies: false,
  forward: nothingToUndo,
  undo: nothingToUndo,
};
