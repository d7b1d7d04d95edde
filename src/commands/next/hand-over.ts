import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import { AppError } from '../../base/errors.ts';
import type { Host } from '../host.ts';
import { findNextLiqoctl, passingOn } from './next-liqoctl.ts';

/** Runs a command line that is not ours with the next liqoctl on the PATH, and returns its exit code. Throws AppError `usage` without one. */
export async function handOver(argv: readonly string[], unknown: string, host: Host): Promise<number> {
  const next = findNextLiqoctl(host.env, host.program);
  if (next === undefined) throw nobodyElse(unknown);
  return runNext(next, argv, host);
}

/** How long another program may take to say what it would offer, in milliseconds. */
const patienceMilliseconds = 1000;

/** What the next liqoctl on the PATH prints for a command line; nothing without one, or when it takes too long. */
export async function askNext(argv: readonly string[], { env, program }: Host): Promise<string> {
  const next = findNextLiqoctl(env, program);
  if (next === undefined) return '';
  const child = spawn(next, argv, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: passingOn(env, program, next),
    timeout: patienceMilliseconds,
    killSignal: 'SIGKILL',
  });
  child.on('error', () => undefined);
  return text(child.stdout);
}

function nobodyElse(unknown: string): AppError {
  return new AppError('usage', `unknown command ${JSON.stringify(unknown)}: it is not one of ours`, {
    seen: ["commands that are not ours are handed over to Liqo's own liqoctl, and there is none on the PATH"],
    next: [
      "install Liqo's liqoctl into a folder of the PATH: https://docs.liqo.io",
      'liqoctl --help    shows the commands of this one, `liqoctl info volume` among them',
    ],
  });
}

/** Runs another liqoctl and returns its exit code. Streams, terminal and process group are shared: it is as if it had been typed itself. */
export function runNext(file: string, argv: readonly string[], { env, program, heedSignals, onTerminal }: Host): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { stdio: 'inherit', env: passingOn(env, program, file) });
    const deaf = heedSignals((signal) => {
      // A terminal sends Ctrl-C to the whole process group: a second one would mean "stop at once" to many programs.
      if (signal === 'SIGTERM' || !onTerminal) child.kill(signal);
    });
    child.on('error', (cause) => {
      deaf();
      reject(
        new AppError('usage', `${file} cannot be started: ${cause.message}`, { next: ['remove it from the PATH, or repair it'], cause }),
      );
    });
    child.on('exit', (code, signal) => {
      deaf();
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}
