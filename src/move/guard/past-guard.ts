import { failedWith } from '../../kube/client/errors.ts';
import type { Move } from '../model/move.ts';
import { deletionGraceMilliseconds } from '../held/timeout.ts';
import { ensureGuard } from './guard.ts';
import { moveWords } from './guard-policy.ts';

/** Between two tries at a server that still acts on the guard as it was. */
const pauseMilliseconds = 200;

/**
 * Does a write that the guard allows to the user of the move only. With role sessions, as clouds give them, the same person has another user
 * name after an hour: then the guard is rewritten for the name of now, as it is when somebody else takes over, and the write is tried again.
 */
export async function pastGuard<R>(move: Move, write: () => Promise<R>): Promise<R> {
  try {
    return await write();
  } catch (error) {
    if (!isDenied(move, error) || !(await followName(move))) throw error;
    return untilAllowed(move, write);
  }
}

function isDenied({ journal }: Move, error: unknown): boolean {
  return failedWith(error, 'forbidden', 'invalid') && error.answer.includes(moveWords(journal.value));
}

/** Whether the login has another name than the guard knows, which then knows it. */
async function followName(move: Move): Promise<boolean> {
  const user = await move.consumer.whoAmI();
  if (user === move.journal.value.user) return false;
  move.emit({ type: 'warning', text: `this login is ${user} by now; the guard lets that user go on` });
  await move.journal.update((journal) => ({ ...journal, user }));
  await ensureGuard(move);
  return true;
}

/** The guard's message does not show for whom it is: a server may act on the old one a moment longer. */
async function untilAllowed<R>(move: Move, write: () => Promise<R>): Promise<R> {
  for (const end = move.clock.elapsed() + deletionGraceMilliseconds(move); ;) {
    try {
      return await write();
    } catch (error) {
      if (!isDenied(move, error) || move.clock.elapsed() > end) throw error;
      await move.clock.sleep(pauseMilliseconds, move.signal);
    }
  }
}
