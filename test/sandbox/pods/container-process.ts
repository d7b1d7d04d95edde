import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { descendantsOf } from './process-tree.ts';

export interface ProcessSpec {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Both streams are appended here. */
  readonly logFile: string;
  /** The command is a container script: it reports on file descriptor 3, and the program is its descendant. */
  readonly supervised: boolean;
}

/** The processes of one container; they are a session of their own. */
export interface ContainerProcess {
  /** The program itself, as this machine counts. */
  readonly pid: number;
  /** 128 + n after signal n. */
  readonly exitCode: Promise<number>;
  signal(signal: NodeJS.Signals): Promise<void>;
  /** SIGTERM, and SIGKILL after `grace` milliseconds. A second call can only shorten the grace. */
  terminate(grace: number): void;
}

/** A container that could not be started, in the runtime's words. */
class StartError extends Error {}

/** Starts the processes of a container; throws {@link StartError}. */
export async function startProcess(spec: ProcessSpec): Promise<ContainerProcess> {
  const log = await open(spec.logFile, 'a');
  try {
    const child = spawn(spec.argv[0] ?? '', spec.argv.slice(1), {
      detached: true,
      env: spec.environment,
      stdio: ['ignore', log.fd, log.fd, ...(spec.supervised ? (['pipe'] as const) : [])],
      ...(spec.cwd !== undefined && { cwd: spec.cwd }),
    });
    const exitCode = exitCodeOf(child);
    await once(child, 'spawn').catch((error: Error) => Promise.reject(new StartError(error.message)));
    const leader = child.pid ?? 0;
    if (!spec.supervised) watchOver(leader, exitCode);
    if (spec.supervised) await waitForStart(child.stdio[3] as Readable, leader);
    const pid = spec.supervised ? ((await descendantsOf(leader))[0] ?? leader) : leader;
    return control({ leader, pid, exitCode });
  } finally {
    await log.close();
  }
}

/** Ends a process group when this process dies, however it does: then the pipe between them closes. Namespaces need no such help. */
function watchOver(leader: number, exitCode: Promise<number>): void {
  const script = 'read -r line; kill -KILL "-$1"';
  const watch = spawn('/bin/sh', ['-c', script, 'sh', `${leader}`], { detached: true, env: {}, stdio: ['pipe', 'ignore', 'ignore'] });
  void exitCode.then(() => watch.kill('SIGKILL'));
}

async function waitForStart(report: Readable, leader: number): Promise<void> {
  const answer = await text(report);
  if (answer === 'ok') return;
  signalGroup(leader, 'SIGKILL');
  throw new StartError(answer.trim() || 'the container was ended while it was being made');
}

async function exitCodeOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve) => {
    child.once('error', () => resolve(128));
    child.once('exit', (code, signal) => {
      // What the program left in its process group must not outlive it.
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      resolve(code ?? signalCode(signal ?? 'SIGKILL'));
    });
  });
}

function control({ leader, pid, exitCode }: { leader: number; pid: number; exitCode: Promise<number> }): ContainerProcess {
  let ended = false;
  let endedBy: NodeJS.Signals | undefined;
  let deadline = Infinity;
  let timer: NodeJS.Timeout | undefined;
  const code = exitCode.then((own) => {
    ended = true;
    clearTimeout(timer);
    return endedBy === undefined ? own : signalCode(endedBy);
  });
  // The first process of a namespace takes all others along before its supervisor sees it end: nothing is left after that.
  const kill = () => signalProcess(pid === leader ? -leader : pid, 'SIGKILL');
  const signal = async (name: NodeJS.Signals) => {
    if (ended) return;
    if (name === 'SIGKILL') return kill();
    // The first process of a namespace is immune to signals it has no handler for; a pod's end must not wait for that.
    if (pid !== leader && name === 'SIGTERM' && !(await handles(pid, name))) {
      if (!ended) endedBy = name;
      return kill();
    }
    for (const target of pid === leader ? [-leader] : await descendantsOf(leader)) signalProcess(target, name);
  };
  const terminate = (grace: number) => {
    if (ended) return;
    if (deadline === Infinity && grace > 0) void signal('SIGTERM');
    if (performance.now() + grace >= deadline) return;
    deadline = performance.now() + grace;
    clearTimeout(timer);
    timer = setTimeout(() => void signal('SIGKILL'), grace);
  };
  return { pid, exitCode: code, signal, terminate };
}

function signalCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  signalProcess(-leader, signal);
}

function signalProcess(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It has ended already.
  }
}

async function handles(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
