import { withdrawMovers } from '../copy/remove-movers.ts';
import { homeDriver } from '../homes/driver.ts';
import type { Phase } from '../phase.ts';

/**
 * The target proves itself while nothing is at stake: its volume is provisioned, mounted and locked, its mover runs and has reached the repository.
 * The source mover starts at the same time; if the target fails, the copy is stopped.
 */
export const stageTarget: Phase = {
  name: 'stage-target',

  async forward(move) {
    const target = homeDriver(move, 'target');
    await target.stage();
    await move.copy().until((state) => (state.reached.includes('target') ? true : undefined), move.signal);
    while (!(await target.lockStaged())) await move.clock.sleep(200, move.signal);
  },

  async undo(move) {
    await withdrawMovers(move);
    await homeDriver(move, 'target').discard('delete');
  },
};
