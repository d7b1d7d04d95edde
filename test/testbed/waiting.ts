import { setTimeout as pause } from 'node:timers/promises';
import type { Starting } from './programs.ts';
import { deadPrograms } from './status.ts';

const patienceMilliseconds = 180_000;

/** Looks until it is so. Throws when a program has ended meanwhile, or after three minutes. */
export async function waitUntil(what: string, { state, folder, signal }: Starting, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  while (!(await holds())) {
    signal.throwIfAborted();
    const dead = deadPrograms(state.now);
    if (dead.length > 0) throw new Error(`${dead.join(', ')} ended while waiting for ${what}; see ${folder}/logs`);
    if (performance.now() > deadline) throw new Error(`no sign of ${what}; see ${folder}/logs`);
    await pause(250, undefined, { signal });
  }
}
