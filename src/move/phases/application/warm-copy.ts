import { kinds } from '../../../kube/objects/kinds.ts';
import { type Copy, wasReached } from '../../model/copy-state.ts';
import type { Move } from '../../model/move.ts';
import { isCopiedBeside } from '../../model/application/warm.ts';
import type { Journal } from '../../model/journal.ts';
import { type CopyingMove, type CopyingPhase, nothingToUndo } from '../../model/phase.ts';
import { plural } from '../../../base/counts.ts';
import { stallMilliseconds, withStallTimeout, withTimeout } from '../../held/timeout.ts';
import { moverPlace } from '../../homes/mover-place.ts';
import { moverSelector } from '../../copy/mover.ts';
import { readMoverEvidence } from '../../copy/mover-evidence.ts';
import { removeMover } from '../../copy/remove-movers.ts';

/** How long a mover may take to get at the volume beside the application, pulling its image included; the application runs meanwhile. */
const reachMilliseconds = 300_000;

/** What is on the volume is copied while the application runs, pass after pass, so that little is left to copy once it is down. */
export const warmCopy: CopyingPhase<'warm-copy'> = {
  name: 'warm-copy',
  interruptible: true,
  mounters: 'allowed',
  copies: true,
  note: describePasses,
  forward: copyBesideApplication,
  undo: nothingToUndo,
};

function describePasses({ warm }: Journal): string | undefined {
  if (warm?.done === undefined) return undefined;
  const { passes, seconds } = warm.done;
  return `${plural(passes, 'pass')}, the last one ${seconds} s`;
}

/** Where the source mover cannot get at the volume beside the application, says so and leaves the whole copy for later. */
async function copyBesideApplication(move: CopyingMove): Promise<void> {
  // Behind its end another mover would start, the last one, and copy what the application still writes to.
  if (!isCopiedBeside(move.journal.value)) return;
  const copy = move.copy();
  const limit = Math.min(reachMilliseconds, stallMilliseconds(move) / 2);
  const reached = await withTimeout(move, limit, (patient) =>
    copy.until((state) => wasReached(state, 'source') || undefined, patient.signal),
  );
  if (reached === undefined) return goOnCold(move, copy);
  const done = await copy.until(({ warm }) => warm, move.signal);
  await move.journal.update((journal) => ({ ...journal, warm: { done } }));
}

/** Its pod must be gone: on its way to the volume, it could get there before the mover that comes when the application is down. */
async function goOnCold(move: Move, copy: Copy): Promise<void> {
  copy.stop();
  const { namespace } = moverPlace(move.journal.value, 'source');
  const { items } = await move.consumer.list(kinds.job, { namespace, labels: moverSelector(move, 'source') });
  const seen = await Promise.all(items.map((job) => readMoverEvidence(move, 'source', job)));
  const terms = { what: 'the source mover to go', look: async () => seen.flat() };
  await withStallTimeout(move, terms, async (patient) => {
    for (const job of items) await removeMover(patient, job);
  });
  const cold = 'the source mover cannot get at the volume beside the application';
  await move.journal.update((journal) => ({ ...journal, warm: { cold } }));
  const why = seen.flat().at(-1);
  move.emit({ type: 'warning', text: `${cold}: all is copied while it is down${why === undefined ? '' : ` (${why})`}` });
}
