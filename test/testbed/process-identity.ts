import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that cannot be mistaken for a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the boot to its start. */
  readonly startTime: string;
  readonly bootId: string;
}

/** Undefined when there is no such process, or it is dead and waits for its parent only. */
export function identify(pid: number): ProcessIdentity | undefined {
  const fields = statFields(pid);
  const [state, startTime] = [fields?.[0], fields?.[19]];
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTime, bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() };
}

export function isAlive({ pid, startTime, bootId }: ProcessIdentity): boolean {
  const now = identify(pid);
  return now?.startTime === startTime && now.bootId === bootId;
}

/** A program that has just been started. Throws where it has ended at once. */
export function identityOf({ pid = 0, spawnfile }: ChildProcess): ProcessIdentity {
  const identity = identify(pid);
  if (identity === undefined) throw new Error(`${spawnfile} ended at once`);
  return identity;
}

/** Ends exactly that process, if it still is, and waits until it has gone. Throws when it does not go within 20 s. */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const deadline = AbortSignal.timeout(20_000);
  if (isAlive(identity)) process.kill(identity.pid, signal);
  while (isAlive(identity)) {
    if (deadline.aborted) throw new Error(`process ${identity.pid} does not end`);
    await pause(50);
  }
}

/** The one child of a process; undefined while it has none. */
export function childOf(pid: number): number | undefined {
  const children = readOrNothing(`/proc/${pid}/task/${pid}/children`);
  const first = children?.trim().split(' ')[0];
  return first ? Number(first) : undefined;
}

/** From the state on: what stands before it may contain blanks. */
function statFields(pid: number): string[] | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
