import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { unmarkClaim } from '../claim/claim-marks.ts';
import { ensureGuard, removeGuard } from '../guard/guard.ts';
import { refuseMounters } from '../claim/live-claim.ts';
import type { PlainPhase } from '../model/phase.ts';
import { touchOwners } from '../claim/owners.ts';

/** The application may have its claim back, before anything that can wait. */
export const liftGuard: PlainPhase<'lift-guard'> = {
  name: 'lift-guard',
  interruptible: false,
  mounters: 'allowed',
  copies: false,

  async forward(move) {
    await unmarkClaim(move);
    if (move.journal.value.guarded) await removeGuard(move);
    await touchOwners(move);
  },

  /** With the guard lifted the application may have written to the new copy; the old one does not know of it. */
  async undo(move) {
    const { discardChanges, guarded, request } = move.journal.value;
    if (!discardChanges) {
      throw new AppError('move', 'the application may have written to the new copy by now; rolling back would lose that', {
        next: [
          liqoctl(`move resume ${request.claim} -n ${request.namespace}`, 'finishes; then move the volume back'),
          liqoctl(`move abort ${request.claim} -n ${request.namespace} --discard-changes`, 'rolls back all the same'),
        ],
      });
    }
    if (guarded) await ensureGuard(move);
    await refuseMounters(move);
  },
};
