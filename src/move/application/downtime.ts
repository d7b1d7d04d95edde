import type { Application } from '../model/application/application.ts';
import type { Move } from '../model/move.ts';
import { isServing, readUsers } from './users.ts';

type Downtimes = Application['downtimes'];

/** Whether a pod that uses the claim was seen Ready before the application was stopped, and none since. */
export function isDowntimeOpen({ journal }: Pick<Move, 'journal'>): boolean {
  const last = journal.value.application?.downtimes.at(-1);
  return last !== undefined && last.until === undefined;
}

/** Notes that a pod is Ready right before the application is stopped; a crash may keep us from seeing its end. */
export async function noteStillReady(move: Move): Promise<void> {
  if (isDowntimeOpen(move)) return;
  const users = await readUsers(move);
  if (users.some(isServing)) await change(move, (all) => [...all, { from: now(move) }]);
}

/** The last Ready pod was Ready until now. */
export async function noteLastReady(move: Move): Promise<void> {
  if (isDowntimeOpen(move)) await change(move, (all) => [...all.slice(0, -1), { from: now(move) }]);
}

/** The first pod is Ready again. */
export async function noteFirstReady(move: Move): Promise<void> {
  if (isDowntimeOpen(move)) await change(move, (all) => all.map((each) => ({ until: now(move), ...each })));
}

async function change(move: Move, next: (downtimes: Downtimes) => Downtimes): Promise<void> {
  await move.journal.update(({ application, ...journal }) =>
    application === undefined ? journal : { ...journal, application: { ...application, downtimes: next(application.downtimes) } },
  );
}

function now({ clock }: Move): string {
  return clock.now().toISOString();
}
