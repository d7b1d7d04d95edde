import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { type Job, kinds } from '../../kube/objects/kinds.ts';
import { isNodeLost } from '../../kube/evidence/node-lost.ts';
import { removeOwned } from '../held/guarded-writes.ts';
import type { Move } from '../model/move.ts';
import { retryTransient } from '../held/retry.ts';
import { removeAndWait } from '../held/waits.ts';
import { deletionGraceMilliseconds, stallMilliseconds, withTimeout } from '../held/timeout.ts';
import { moverSelector } from './mover.ts';
import { moverNamespaces } from '../homes/mover-place.ts';
import { describeMover, listMovers, waitUntilNoMovers } from './mover-presence.ts';

/** Takes both movers away and waits until no pod of theirs is left in any cluster: only then nothing can be written any more. */
export async function retireMovers(move: Move): Promise<void> {
  if (await areRemoved(move, stallMilliseconds(move))) return;
  throw new AppError('move', 'the movers have ended, but do not go away', {
    seen: (await listMovers(move)).map(describeMover),
    next: ['see what became of their nodes, then move again'],
  });
}

/**
 * Takes both movers away on the way back. A node that is gone never says that a pod of its has ended: there it is taken for ended in the end,
 * since a source was only read, and a target goes with whatever is still written into it.
 */
export async function withdrawMovers(move: Move): Promise<void> {
  if (await areRemoved(move, deletionGraceMilliseconds(move))) return;
  const left = await listMovers(move);
  if (!left.every(({ pod }) => isNodeLost(pod)) && (await areRemoved(move, stallMilliseconds(move)))) return;
  await forceMovers(move);
  if (await areRemoved(move, deletionGraceMilliseconds(move))) return;
  for (const mover of await listMovers(move)) {
    move.emit({ type: 'warning', text: `${describeMover(mover)}: it goes when its node is heard of again, or is deleted` });
  }
}

/** Removes one mover and waits until its pod is gone. The Job's status has changed since it was read, so it is read again. */
export async function removeMover(move: Move, job: Job): Promise<void> {
  await retryTransient(move, async () => {
    const object = await move.consumer.find(kinds.job, keyOf(job));
    if (object?.metadata.uid !== job.metadata.uid || object === undefined) return;
    await removeAndWait(move, move.consumer, { kind: kinds.job, object, options: { propagation: 'Foreground' } });
  });
}

/** How long pods are waited for before it is looked again for what may make more of them. */
const lookAgainMilliseconds = 5000;

/**
 * Removes the Jobs of both movers until no pod of theirs is left; false when the time is over. One look is not enough: an earlier holder that has
 * not yet heard that it is none any more may make a mover anew behind it, whose pod would then be waited for in vain.
 */
async function areRemoved(move: Move, milliseconds: number): Promise<boolean> {
  for (const end = move.clock.elapsed() + milliseconds; ;) {
    await removeJobs(move);
    const left = end - move.clock.elapsed();
    if (await withTimeout(move, Math.min(left, lookAgainMilliseconds), waitUntilNoMovers)) return true;
    if (move.clock.elapsed() >= end) return false;
  }
}

async function removeJobs(move: Move): Promise<void> {
  for (const namespace of moverNamespaces(move.journal.value)) {
    const jobs = await move.consumer.list(kinds.job, { namespace, labels: moverSelector(move) });
    for (const object of jobs.items) {
      await removeOwned(move, move.consumer, { kind: kinds.job, object, options: { propagation: 'Background' } });
    }
  }
}

/** Where that is allowed: a move asks for no right to delete pods, and no provider gives its tenant one. */
async function forceMovers(move: Move): Promise<void> {
  for (const { pod, port } of await listMovers(move)) {
    try {
      if (port === move.consumer) await removeOwned(move, port, { kind: kinds.pod, object: pod, options: { gracePeriodSeconds: 0 } });
    } catch (error) {
      if (!failedWith(error, 'forbidden')) throw error;
    }
  }
}
