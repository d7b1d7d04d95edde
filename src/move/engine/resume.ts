import { AppError } from '../../base/errors.ts';
import { findJournal } from '../held/journal-store.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import type { Journal } from '../model/journal.ts';
import type { MoveOutcome } from '../model/outcome.ts';
import { takeMoveLease } from './first-writes.ts';
import { noMove, refused, running } from './refusals.ts';
import { readJournal, runJournal } from './runner.ts';

/**
 * Continues a move from its journal, forwards, or backwards where it was going back; releases a source that was kept. A rollback that is finished
 * this way is no success: the user did not get the move that was asked for.
 */
export async function resumeMove(ref: MoveRef, context: MoveContext): Promise<MoveOutcome> {
  const { consumer } = context;
  const found = await findJournal(consumer, { namespace: ref.namespace, name: ref.claim });
  if (found === undefined) return refused(await noMove(consumer, ref, 'resume'));
  const lease = await takeMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  const journal = await readJournal(context, ref, lease);
  const { error } = journal.value;
  const outcome = await runJournal(context, { ref, lease, journal, release: true, resumed: true });
  return outcome.kind === 'undone' && outcome.cause === undefined ? { ...outcome, cause: rolledBackError(error) } : outcome;
}

function rolledBackError(error: Journal['error']): AppError {
  const why = error === undefined ? [] : [`it was rolled back because of: ${error.message}`];
  return new AppError('move', 'the move was already being rolled back; resume finished the rollback', { seen: why });
}
