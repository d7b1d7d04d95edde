import { movedHome } from '../homes/moved-home.ts';
import { isCut } from '../model/journal.ts';
import { findClaim, refuseMounters } from '../claim/live-claim.ts';
import type { PlainPhase } from '../model/phase.ts';
import { removeReserved } from '../cutover/reservation.ts';
import { swapClaim } from '../cutover/swap.ts';
import { settleVirtualVolume } from '../cutover/virtual-volume.ts';

/** The cut: the claim stops meaning the old copy and starts meaning the new one. */
export const swapClaimPhase: PlainPhase<'swap-claim'> = {
  name: 'swap-claim',
  interruptible: false,
  mounters: 'looked-for',
  copies: false,

  forward: (move) => swapClaim(move, 'target'),

  /** Going back is the same exchange, towards the source. */
  async undo(move) {
    const { journal } = move;
    const claim = await findClaim(move);
    const untouched = claim?.metadata.uid === journal.value.claim.metadata.uid && claim.metadata.deletionTimestamp === undefined;
    if (!isCut(journal.value) || untouched) return removeReserved(move, 'target');
    await refuseMounters(move);
    await swapClaim(move, 'source');
    await movedHome(move, 'source').adopt(journal.value.swapBack.claimUid ?? '');
    await settleVirtualVolume(move, 'source');
    await removeReserved(move, 'target');
  },
};
