import { until } from '../support/until.ts';
import type { Starting } from './programs.ts';
import { deadPrograms } from './status.ts';

/** Looks until it is so. Throws when a program has ended meanwhile, or after three minutes. */
export async function waitUntil(what: string, { state, folder, signal }: Starting, holds: () => Promise<boolean>): Promise<void> {
  const look = async () => {
    if (await holds()) return true;
    signal.throwIfAborted();
    const dead = deadPrograms(state.now);
    if (dead.length > 0) throw new Error(`${dead.join(', ')} ended while waiting for ${what}; see ${folder}/logs`);
    return false;
  };
  await until(look, { everyMilliseconds: 250, seconds: 180, signal, otherwise: () => `no sign of ${what}; see ${folder}/logs` });
}
