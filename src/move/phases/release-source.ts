import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { knownVolume } from '../../volumes/home.ts';
import { movedHome } from '../homes/moved-home.ts';
import type { Move } from '../model/move.ts';
import type { PlainPhase } from '../model/phase.ts';
import { refuseUnsafeRelease } from '../cutover/release-checks.ts';
import { removeSource, waitForDetachment } from '../cutover/remove-source.ts';
import { removeOldVirtualVolume } from '../cutover/virtual-volume.ts';

/** The point of no return: the new copy gets its own policy, the old one goes. That it is slow to go, or stays, is told and holds up nothing. */
export const releaseSource: PlainPhase<'release-source'> = {
  name: 'release-source',
  interruptible: false,
  mounters: 'allowed',
  copies: false,
  isSkipped: ({ request }) => request.keepSource,

  async forward(move) {
    const { source } = move.journal.value;
    await waitForDetachment(move);
    await refuseUnsafeRelease(move);
    await recordNoReturn(move);
    await movedHome(move, 'target').release();
    const volume = knownVolume(source);
    if (volume?.policy === 'Retain') await noteLeftBehind(move, [`the old real volume ${volume.name}, which its class retains`]);
    await noteLeftBehind(move, await removeSource(move));
    await noteLeftBehind(move, await removeOldVirtualVolume(move));
  },

  /** Until the first copy is let go of, going back is as possible as before. */
  async undo(move) {
    const { noReturnAt, request } = move.journal.value;
    if (noReturnAt === undefined) return;
    const { namespace, claim } = request;
    throw new AppError('move', 'the old copy is being deleted: the move can no longer be rolled back', {
      next: [liqoctl(`move resume ${claim} -n ${namespace}`)],
    });
  },
};

async function recordNoReturn(move: Move): Promise<void> {
  const now = move.clock.now().toISOString();
  await move.journal.update((journal) => ({ ...journal, noReturnAt: journal.noReturnAt ?? now }));
}

async function noteLeftBehind(move: Move, notes: readonly string[]): Promise<void> {
  if (notes.length === 0) return;
  await move.journal.update((journal) => ({ ...journal, leftBehind: [...new Set([...journal.leftBehind, ...notes])] }));
}
