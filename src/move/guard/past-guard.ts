import { failedWith } from '../../kube/errors.ts';
import type { Move } from '../move.ts';
import { ensureGuard } from './guard.ts';
import { moveWords } from './guard-policy.ts';

/**
 * Does a write that the guard allows nobody but the user of the move. With role sessions, as clouds give them, the same person has another user
 * name after an hour: then the guard is rewritten for the name of now, as it is when somebody else takes over, and the write is tried again.
 */
export async function pastGuard<R>(move: Move, write: () => Promise<R>): Promise<R> {
  try {
    return await write();
  } catch (error) {
    if (!failedWith(error, 'forbidden', 'invalid') || !error.answer.includes(moveWords(move.journal.value))) throw error;
    const user = await move.consumer.whoAmI();
    if (user === move.journal.value.user) throw error;
    move.emit({ type: 'warning', text: `this login is ${user} by now; the guard lets that user go on` });
    await move.journal.update((journal) => ({ ...journal, user }));
    await ensureGuard(move);
    return write();
  }
}
