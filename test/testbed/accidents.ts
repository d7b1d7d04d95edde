import { playLiqo } from './bring-up.ts';
import { runCommand } from './command.ts';
import { enterNetwork } from './namespaces.ts';
import { childOf, endProcess, identify, type ProcessIdentity } from './process-identity.ts';
import { labOf, openState, type StateFile } from './state.ts';

/** Kills what plays Liqo, and starts it again after `meanwhile`. */
export async function restartLiqo(folder: string, meanwhile: () => Promise<void>): Promise<void> {
  const state = openState(folder);
  const lab = labOf(state.now);
  await endProcess(programOf(state, 'lab/liqo'));
  try {
    await meanwhile();
  } finally {
    await playLiqo({ folder, state, lab, signal: AbortSignal.timeout(120_000) });
  }
}

/** Pulls a node's cable while `meanwhile` runs: it goes on, and neither hears nor is heard of. */
export async function unplugNode(folder: string, node: string, meanwhile: () => Promise<void>): Promise<void> {
  const lab = labOf(openState(folder).now);
  const set = async (state: 'up' | 'down') => {
    await runCommand([...enterNetwork(lab), 'ip', 'link', 'set', node, state], { signal: AbortSignal.timeout(10_000) });
  };
  await set('down');
  try {
    await meanwhile();
  } finally {
    await set('up');
  }
}

/** Stops a program of a node as a debugger would, while `meanwhile` runs. */
export async function pauseProgram(folder: string, name: string, meanwhile: () => Promise<void>): Promise<void> {
  const state = openState(folder);
  const { pid } = programOf(state, name);
  process.kill(pid, 'SIGSTOP');
  try {
    await meanwhile();
  } finally {
    process.kill(pid, 'SIGCONT');
    // It has stopped itself with its child.
    process.kill(state.now.programs[name]?.pid ?? pid, 'SIGCONT');
  }
}

/** What is recorded is the program that entered the namespaces; the one in them is its child. */
function programOf({ now }: StateFile, name: string): ProcessIdentity {
  const outer = now.programs[name];
  const inner = identify(childOf(outer?.pid ?? 0) ?? 0);
  if (inner === undefined) throw new Error(`${name} does not run`);
  return inner;
}
