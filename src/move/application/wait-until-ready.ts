import { waitForObjects } from '../../kube/client/wait.ts';
import { sayOnce } from '../held/say-once.ts';
import { withTimeout } from '../held/timeout.ts';
import type { Move } from '../model/move.ts';
import { isDowntimeOpen, noteFirstReady } from './downtime.ts';
import { ownersInJournal } from './record-owner.ts';
import { describeUsers, isServing, usersAmong, watchedUsers } from './users.ts';

/** How long a move looks on while the application starts: an image or a slow start may take as long as it takes. */
const patienceMilliseconds = 60_000;

/** Waits for a while for the first Ready pod of an application that was scaled back, and notes when that was. Says what is missing, and goes on. */
export async function waitUntilReady(move: Move): Promise<void> {
  const started = ownersInJournal(move).some(({ state }) => state === 'up');
  if (!started || !isDowntimeOpen(move)) return;
  const say = sayOnce((text) => move.waiting(text));
  let missing = '';
  const ready = await withTimeout(move, patienceMilliseconds, (patient) =>
    waitForObjects(
      watchedUsers(move),
      (pods) => {
        const users = usersAmong(pods, move);
        if (users.some(isServing)) return true;
        missing = users.length === 0 ? 'a pod that uses the claim' : `${describeUsers(users)} to be ready`;
        say(missing);
        return undefined;
      },
      patient,
    ),
  );
  if (ready !== undefined) return noteFirstReady(move);
  move.emit({ type: 'warning', text: `the application is not ready after ${patienceMilliseconds / 1000} s: still waiting for ${missing}` });
}
