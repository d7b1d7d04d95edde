import { AppError } from '../../base/errors.ts';
import { homeDriver } from '../homes/driver.ts';
import type { Move } from '../move.ts';
import type { Phase } from '../phase.ts';
import { refuseUnsafeRelease } from '../cut/release-checks.ts';
import { removeOldVirtualVolume, waitUntilDetached } from '../cut/virtual-volume.ts';

/** The point of no return: the new copy gets its own policy, the old one goes. */
export const releaseSource: Phase = {
  name: 'release-source',

  async forward(move) {
    const { source, volume } = move.journal.value;
    await waitUntilDetached(move, volume.name);
    await refuseUnsafeRelease(move);
    await recordNoReturn(move);
    await homeDriver(move, 'target').letGo();
    if (source.kind === 'local' && source.volume?.policy === 'Retain') await noteLeftBehind(move, source.volume.name);
    await homeDriver(move, 'source').discard('own');
    await removeOldVirtualVolume(move);
  },

  /** Until the first copy is let go of, going back is as possible as before. */
  async undo(move) {
    const { noReturnAt, request } = move.journal.value;
    if (noReturnAt === undefined) return;
    const { namespace, claim } = request;
    throw new AppError('move', 'the old copy is being released: there is no way back', {
      next: [`liqoctl move resume ${claim} -n ${namespace}`],
    });
  },
};

async function recordNoReturn(move: Move): Promise<void> {
  const now = move.clock.now().toISOString();
  await move.journal.update((journal) => ({ ...journal, noReturnAt: journal.noReturnAt ?? now }));
}

async function noteLeftBehind(move: Move, volume: string): Promise<void> {
  const note = `the old real volume ${volume}, which its class retains`;
  await move.journal.update((journal) => ({ ...journal, leftBehind: [...new Set([...journal.leftBehind, note])] }));
}
