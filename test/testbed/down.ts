import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeControlGroups } from './control-groups.ts';
import { endGuests, networkOf } from './guests.ts';
import { restoreSettings } from './kernel-settings.ts';
import { endProcess } from './process-identity.ts';
import { readState, stateName } from './state.ts';

/**
 * Ends and removes everything that `up` has made, however far it came. Processes, mounts, links and routes live in the lab's
 * namespaces and go with its first process. Returns whether there was anything.
 */
export async function takeDown(folder: string): Promise<boolean> {
  const state = readState(folder);
  if (state === undefined) return removeFolder(folder).then(() => false);
  const network = state.lab && networkOf(state.lab);
  // First, for the lab does not end while one of them, stopped for example, keeps its child from being reaped.
  await Promise.all(Object.values(state.programs).map((program) => endProcess(program)));
  if (state.lab !== undefined) await endProcess(state.lab);
  // Their namespaces are the lab's children: they end with it, but a moment later.
  for (const node of Object.values(state.nodes)) await endProcess(node);
  if (network !== undefined) await endGuests(network);
  restoreSettings(state.settings);
  await removeControlGroups();
  await removeFolder(folder);
  return true;
}

async function removeFolder(folder: string): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const inside = mounts.split('\n').filter((line) => line.split(' ')[1]?.startsWith(`${folder}/`));
  // Removing through a mount would remove somebody else's files.
  if (inside.length > 0) throw new Error(`${folder} still has mounts:\n${inside.join('\n')}`);
  // The state goes last: who comes after an interruption must find it.
  for (const name of await readdir(folder).catch(() => [])) {
    if (name !== stateName) await rm(join(folder, name), { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}
