import { readStallEvidence } from '../copy/mover-evidence.ts';
import { withdrawMovers } from '../copy/remove-movers.ts';
import { homeDriver } from '../homes/driver.ts';
import type { CopyingPhase } from '../model/phase.ts';
import { withStallTimeout } from '../held/timeout.ts';

/**
 * The target proves itself while nothing is at stake: its volume is provisioned, mounted and locked, its mover runs and has reached the repository.
 * The source mover starts at the same time; if the target fails, the copy is stopped.
 */
export const stageTarget: CopyingPhase<'stage-target'> = {
  name: 'stage-target',
  interruptible: true,
  mounters: 'end-it',
  copies: true,

  async forward(move) {
    const target = homeDriver(move, 'target');
    await target.stage();
    await move.copy().until((state) => (state.reached.includes('target') ? true : undefined), move.signal);
    const { namespace, claim } = move.journal.value.target;
    const what = `claim ${namespace}/${claim} to be Bound`;
    await withStallTimeout(move, { what, look: () => readStallEvidence(move, ['target']) }, async ({ clock, signal }) => {
      while (!(await target.lockStaged())) await clock.sleep(200, signal);
    });
  },

  async undo(move) {
    await withdrawMovers(move);
    for (const text of await homeDriver(move, 'target').discard('delete')) {
      move.emit({ type: 'warning', text: `of the given-up copy, ${text}` });
    }
  },
};
