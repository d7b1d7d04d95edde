import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childOf, identify, type ProcessIdentity } from './process-identity.ts';
import { until } from '../support/until.ts';

/** Starts a program that outlives this one, with its output in a file. */
export async function startDetached(command: readonly string[], log: string): Promise<ProcessIdentity> {
  const [program = '', ...args] = command;
  const output = await open(log, 'a');
  try {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', output.fd, output.fd] });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    const identity = identify(child.pid ?? 0);
    if (identity === undefined) throw new Error(`${program} ended at once; see ${log}`);
    return identity;
  } finally {
    await output.close();
  }
}

/** Command that enters the lab's network, and nothing else of it. */
export function enterNetwork(lab: ProcessIdentity): string[] {
  return ['nsenter', '--target', String(lab.pid), '--net', '--'];
}

/** Command that starts something which ends with the lab. */
export function enterLab(lab: ProcessIdentity): string[] {
  return ['nsenter', '--target', String(lab.pid), '--net', '--pid', '--'];
}

export function enterNode(node: ProcessIdentity): string[] {
  return ['nsenter', '--target', String(node.pid), '--net', '--pid', '--mount', '--'];
}

/** Starts the lab's namespaces. It ends by itself within half a minute unless `go` appears. */
export async function startLab(go: string, log: string): Promise<ProcessIdentity> {
  const unshare = ['unshare', '--net', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc'];
  const outer = await startDetached([...unshare, 'bash', scriptFile('lab-init.sh'), go], log);
  return onlyChild(outer.pid, log);
}

interface NodeStart {
  readonly lab: ProcessIdentity;
  readonly folder: string;
  readonly packages: string;
  readonly log: string;
}

/** Starts a node's namespaces inside the lab's process namespace, and waits until its disk is in place. */
export async function startNode({ lab, folder, packages, log }: NodeStart): Promise<ProcessIdentity> {
  await mkdir(folder, { recursive: true });
  const unshare = ['unshare', '--net', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc'];
  const outer = await startDetached([...enterLab(lab), ...unshare, 'bash', scriptFile('node-init.sh'), folder, packages], log);
  const inner = await onlyChild(outer.pid, log);
  const node = await onlyChild(inner.pid, log);
  await until(() => existsSync(join(folder, 'ready')), { seconds: 20, otherwise: () => `${log} says why the node did not start` });
  return node;
}

async function onlyChild(parent: number, log: string): Promise<ProcessIdentity> {
  const find = () => {
    const child = childOf(parent);
    return child === undefined ? undefined : identify(child);
  };
  return until(find, { seconds: 20, otherwise: () => `nothing was started; see ${log}` });
}

function scriptFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
