import { failedWith } from '../../kube/client/errors.ts';
import type { LeaseTaken } from '../../kube/lease/lease.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import { createJournal, findJournal } from '../held/journal-store.ts';
import { betweenPhases, retryTransient } from '../held/retry.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import type { Journal, JournalHandle } from '../model/journal.ts';
import { acquireMoveLease } from './lease.ts';

/** How long the first writes of a command are tried again: nothing depends on them yet, and a person waits. */
const patienceMilliseconds = 30_000;

/** Tries the first write of a command again where only its answer was lost, the server was busy, or somebody else was faster. */
export async function tryFirstWrite<R>(context: MoveContext, act: () => Promise<R>): Promise<R> {
  return retryTransient(betweenPhases(context, context.interrupt.gentle), act, patienceMilliseconds);
}

/** Takes the lease of a move for a command that begins ({@link acquireMoveLease}); one that it took without hearing so is its own. */
export async function takeMoveLease(context: MoveContext, ref: MoveRef, id?: string): Promise<HeldLease | LeaseTaken> {
  return tryFirstWrite(context, () => acquireMoveLease(context, ref, id));
}

/**
 * Writes the journal of a move whose lease is held; undefined: another move of the claim has one. A journal with the fencing token of this lease
 * is the one that was written here and whose answer was lost.
 */
export async function beginJournal(context: MoveContext, journal: Journal): Promise<JournalHandle | undefined> {
  return tryFirstWrite(context, async () => {
    try {
      return await createJournal(context.consumer, journal);
    } catch (error) {
      if (!failedWith(error, 'alreadyExists')) throw error;
      const standing = await findJournal(context.consumer, journal.claim.metadata);
      const { id, epoch } = standing?.value ?? {};
      return id === journal.id && epoch === journal.epoch ? standing : undefined;
    }
  });
}

/** Takes a lease away that guards nothing, since its move has not begun. It ends by itself where that fails. */
export async function discardUnused(context: MoveContext, lease: HeldLease): Promise<void> {
  try {
    await tryFirstWrite(context, () => lease.discard());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.emit({ type: 'warning', text: `the lease of the move stays until "liqoctl move cleanup": ${why}` });
  }
}
