import { movedHome } from '../homes/moved-home.ts';
import { liveClaimUid } from '../model/journal.ts';
import type { PlainPhase } from '../model/phase.ts';
import { explainUnsafeCopy } from '../cutover/unsafe-copy.ts';
import { holdReserved, settleVirtualVolume } from '../cutover/virtual-volume.ts';

/** Liqo takes the new copy for the claim's real side: from now on it lives, grows and dies with the claim. */
export const adoptTarget: PlainPhase<'adopt-target'> = {
  name: 'adopt-target',
  interruptible: false,
  mounters: 'allowed',
  copies: false,

  async forward(move) {
    await movedHome(move, 'target').adopt(liveClaimUid(move.journal.value));
    await settleVirtualVolume(move, 'target');
  },

  /** Back to a held copy, so that taking the claim away again leaves it alone. One that is on its way out is not needed for going back. */
  async undo(move) {
    await holdReserved(move, 'target');
    if ((await explainUnsafeCopy(move, 'target')).length === 0) await movedHome(move, 'target').hold();
  },
};
