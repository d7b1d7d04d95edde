import { AppError } from '../../base/errors.ts';
import { homeDriver } from '../homes/driver.ts';
import type { Phase } from '../phase.ts';
import { refuseUnsafeRelease } from '../cut/release-checks.ts';
import { removeOldVirtualVolume, waitUntilDetached } from '../cut/virtual-volume.ts';

/** The point of no return: the new copy gets its own policy, the old one goes. */
export const releaseSource: Phase = {
  name: 'release-source',

  async forward(move) {
    const { source, volume } = move.journal.value;
    await refuseUnsafeRelease(move);
    await waitUntilDetached(move, volume.name);
    await homeDriver(move, 'target').letGo();
    if (source.kind === 'local' && source.volume?.policy === 'Retain') await noteLeftBehind(move, source.volume.name);
    await homeDriver(move, 'source').discard('own');
    await removeOldVirtualVolume(move);
  },

  async undo(move) {
    const { namespace, claim } = move.journal.value.request;
    throw new AppError('move', 'the old copy is being released: there is no way back', {
      next: [`liqoctl move resume ${claim} -n ${namespace}`],
    });
  },
};

async function noteLeftBehind(move: Parameters<Phase['forward']>[0], volume: string): Promise<void> {
  const note = `the old real volume ${volume}, which its class retains`;
  await move.journal.update((journal) => ({ ...journal, leftBehind: [...new Set([...journal.leftBehind, note])] }));
}
