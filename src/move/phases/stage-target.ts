import { readStallEvidence } from '../copy/mover-evidence.ts';
import { withdrawMovers } from '../copy/remove-movers.ts';
import { movedHome } from '../homes/moved-home.ts';
import { wasReached } from '../model/copy-state.ts';
import type { CopyingPhase } from '../model/phase.ts';
import { endedUnlessWarm } from '../model/application/warm.ts';

/**
 * The target proves itself while nothing is at stake: its volume is provisioned, mounted and locked, its mover runs and has reached the repository.
 * The source mover starts at the same time; if the target fails, the copy is stopped.
 */
export const stageTarget: CopyingPhase<'stage-target'> = {
  name: 'stage-target',
  interruptible: true,
  mounters: endedUnlessWarm,
  copies: true,

  async forward(move) {
    const target = movedHome(move, 'target');
    await target.stage();
    await move.copy().until((state) => wasReached(state, 'target') || undefined, move.signal);
    await target.holdStaged(() => readStallEvidence(move, ['target']));
  },

  async undo(move) {
    await withdrawMovers(move);
    for (const text of await movedHome(move, 'target').remove({ reclaim: 'delete' })) {
      move.emit({ type: 'warning', text: `rollback: ${text}` });
    }
  },
};
