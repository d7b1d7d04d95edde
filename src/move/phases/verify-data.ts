import { type CopyingPhase, nothingToUndo } from '../model/phase.ts';

/** Each mover has described its volume, entry by entry, and the descriptions are the same. */
export const verifyData: CopyingPhase<'verify-data'> = {
  name: 'verify-data',
  interruptible: true,
  mounters: 'end-it',
  copies: true,
  optedOut: ({ request }) => (request.verify === 'none' ? '--verify=none' : undefined),

  async forward(move) {
    await move.copy().until(({ verified, target }) => verified ?? target?.pass, move.signal);
  },

  undo: nothingToUndo,
};
