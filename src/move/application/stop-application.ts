import type { Move } from '../model/move.ts';
import { ownersInJournal } from './record-owner.ts';
import { scaleDown } from './scale-down.ts';
import { scaleUp } from './scale-up.ts';
import { describeUsers, readUsers } from './users.ts';
import { waitUntilReady } from './wait-until-ready.ts';
import { waitUntilStopped } from './wait-until-stopped.ts';

/** Scales down whoever keeps pods that use the claim, and waits until these have ended, for ever where that is somebody else's to do. Safe to repeat. */
export async function stopApplication(move: Move): Promise<void> {
  const owners = ownersInJournal(move);
  for (const owner of owners) await scaleDown(move, owner);
  if (owners.length === 0) await askToStop(move);
  await waitUntilStopped(move);
}

/** Without `--scale` a person stops it, who has to hear that it is time. */
async function askToStop(move: Move): Promise<void> {
  const users = await readUsers(move);
  if (users.length === 0) return;
  const text = `time to stop the application: the rest is copied when it is down (${describeUsers(users)})`;
  move.emit({ type: 'warning', text, onClaim: true });
}

/** Scales whom the move has scaled down back to what they were, and looks on for a while until the first pod is Ready. Safe to repeat. */
export async function startApplication(move: Move): Promise<void> {
  for (const owner of ownersInJournal(move)) await scaleUp(move, owner);
  await waitUntilReady(move);
}
