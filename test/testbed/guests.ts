import { readdirSync, readlinkSync } from 'node:fs';
import { endProcess, identify, type ProcessIdentity } from './process-identity.ts';

/** Name of the network namespace that a process is in. */
export function networkOf({ pid }: Pick<ProcessIdentity, 'pid'>): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

/** Ends what has entered a lab's network from outside and is still there: shells, specs, and what killed specs have left running. */
export async function endGuests(network: string): Promise<void> {
  // Someone may type `down` in the testbed's own shell.
  if (networkOf(process) === network) return;
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && networkOf({ pid: Number(name) }) === network);
  for (const pid of processes) {
    const guest = identify(Number(pid));
    if (guest !== undefined) await endProcess(guest);
  }
}
