import { AppError } from '../../base/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import type { Emit } from '../model/events.ts';
import type { JournalHandle } from '../model/journal.ts';
import { createJournal, findJournal } from './journal-store.ts';

/**
 * The journal of a move whose lease is held. One that somebody deletes under it is written again: nothing else says what is held, and a move that
 * ended for want of it would leave a claim that is locked. Who does not hold the lease any more writes nothing: the journal went with its move.
 */
export function keepJournal(
  { consumer, emit }: { readonly consumer: KubePort; readonly emit: Emit },
  journal: JournalHandle,
  lease: Pick<HeldLease, 'confirm'>,
): JournalHandle {
  let kept = journal;
  const isDeleted = async () => (await findJournal(consumer, kept.value.claim.metadata)) === undefined && (await lease.confirm());
  return {
    get value() {
      return kept.value;
    },
    remove: async () => kept.remove(),
    async update(change) {
      try {
        await kept.update(change);
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'move' || !(await isDeleted())) throw error;
        kept = await createJournal(consumer, kept.value);
        emit({ type: 'warning', text: 'somebody has deleted the journal of this move; it is written again' });
        await kept.update(change);
      }
    },
  };
}
