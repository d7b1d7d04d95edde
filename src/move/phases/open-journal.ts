import { nothingToUndo, type Phase } from '../model/phase.ts';

/** Journal and lease exist before the first phase runs; they go last, with the engine. */
export const openJournal: Phase = {
  name: 'open-journal',
  forward: nothingToUndo,
  undo: nothingToUndo,
};
