import { movedHome } from '../homes/moved-home.ts';
import { liveClaimUid } from '../model/journal.ts';
import { markClaim, unmarkClaim } from '../claim/claim-marks.ts';
import type { PlainPhase } from '../model/phase.ts';
import { holdVirtualVolume, releaseVirtualVolume } from '../cutover/virtual-volume.ts';
import { endedUnlessWarm } from '../model/application/warm.ts';

/** Locks the bytes, not only the claim: the virtual volume's provisioner deletes on Released + Delete, for every kind of home. */
export const holdSource: PlainPhase<'hold-source'> = {
  name: 'hold-source',
  interruptible: true,
  mounters: endedUnlessWarm,
  copies: false,

  async forward(move) {
    await markClaim(move);
    await holdVirtualVolume(move, move.journal.value.volume);
    await movedHome(move, 'source').hold();
  },

  async undo(move) {
    const source = movedHome(move, 'source');
    await source.adopt(liveClaimUid(move.journal.value));
    await source.release();
    await releaseVirtualVolume(move, move.journal.value.volume);
    await unmarkClaim(move);
  },
};
