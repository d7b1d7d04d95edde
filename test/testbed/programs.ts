import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Program } from './control-plane.ts';
import { enterLab, enterNode, startDetached } from './namespaces.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { StateFile } from './state.ts';

/** A testbed that is being started. */
export interface Starting {
  readonly folder: string;
  readonly state: StateFile;
  readonly lab: ProcessIdentity;
  readonly signal: AbortSignal;
}

export function nodeOf({ state }: Pick<Starting, 'state'>, node: string): ProcessIdentity {
  const found = state.now.nodes[node];
  if (found === undefined) throw new Error(`node ${node} does not run`);
  return found;
}

export function programPath({ state }: Starting): string {
  const { parts } = state.now;
  return [parts.kubernetes, parts.provisioner, '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(':');
}

/** Starts a program on a node; its output is in `logs/<node>/<program>.log`. */
export async function startOnNode(starting: Starting, node: string, { name, args }: Program): Promise<void> {
  const environment = ['env', '-i', `PATH=${programPath(starting)}`, 'HOME=/var/lib'];
  await start(starting, `${node}/${name}`, [...enterNode(nodeOf(starting, node)), ...environment, name, ...args]);
}

/** Starts a TypeScript program of ours in the lab, beside the nodes. */
export async function startBeside(starting: Starting, name: string, script: string): Promise<void> {
  const { folder, state } = starting;
  const node = [process.execPath, '--import', 'tsx', script, folder, String(state.now.providers)];
  await start(starting, `lab/${name}`, [...enterLab(starting.lab), ...node]);
}

async function start({ folder, state, signal }: Starting, key: string, command: readonly string[]): Promise<void> {
  signal.throwIfAborted();
  const log = join(folder, 'logs', `${key}.log`);
  await mkdir(dirname(log), { recursive: true });
  const process = await startDetached(command, log);
  await state.update((now) => ({ programs: { ...now.programs, [key]: process } }));
}
