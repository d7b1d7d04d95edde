import { describeAmount } from '../model/amount.ts';
import { type CopyingPhase, nothingToUndo } from '../model/phase.ts';

/** The source mover has backed up the whole volume and said so with a marker in the repository. */
export const takeSnapshot: CopyingPhase<'take-snapshot'> = {
  name: 'take-snapshot',
  interruptible: true,
  mounters: 'end-it',
  copies: true,
  note: describeAmount,

  async forward(move) {
    const copy = await move.copy().until(({ snapshot, source }) => snapshot ?? source, move.signal);
    await move.journal.update((journal) => ({
      ...journal,
      copy: { snapshot: copy.snapshot, pass: copy.pass, bytes: copy.bytes, files: copy.files },
    }));
  },

  /** Both movers were started, and are taken away, by the phase before. */
  undo: nothingToUndo,
};
