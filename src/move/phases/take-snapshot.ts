import { describeAmount } from '../model/amount.ts';
import type { CopyState } from '../model/copy-state.ts';
import { type CopyingPhase, nothingToUndo } from '../model/phase.ts';

/** The source mover has backed up the whole volume and said so with a marker in the repository. */
export const takeSnapshot: CopyingPhase<'take-snapshot'> = {
  name: 'take-snapshot',
  interruptible: true,
  mounters: 'end-it',
  copies: true,
  note: describeAmount,

  async forward(move) {
    const copied = ({ snapshot, source, link }: CopyState) => {
      const done = snapshot ?? source;
      return done && { done, link };
    };
    const { done, link } = await move.copy().until(copied, move.signal);
    await move.journal.update((journal) => ({
      ...journal,
      copy: { snapshot: done.snapshot, pass: done.pass, bytes: done.bytes, files: done.files },
      ...(link !== undefined && { link }),
    }));
  },

  /** Both movers were started, and are taken away, by the phase before. */
  undo: nothingToUndo,
};
