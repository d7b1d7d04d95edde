import { constants } from 'node:os';
import { execa } from 'execa';
import { AppError } from '../../base/errors.ts';
import type { Host } from '../host.ts';
import { findNextLiqoctl, passingOn } from './next-liqoctl.ts';

/** A command that is not ours, and the one of ours that may have been meant. */
export interface UnknownCommand {
  readonly name: string;
  readonly meant: string | undefined;
}

/** Runs a command line that is not ours with the next liqoctl on the PATH, and returns its exit code. Throws AppError `usage` without one. */
export async function handOver(argv: readonly string[], unknown: UnknownCommand, host: Host): Promise<number> {
  const next = findNextLiqoctl(host.env, host.program);
  if (next === undefined) throw nobodyElse(unknown);
  return runNext(next, argv, host);
}

/** How long another program may take to say what it would offer, in milliseconds. */
const patienceMilliseconds = 3000;

/** What the next liqoctl on the PATH prints for a command line; nothing without one, or when it takes too long. */
export async function askNext(argv: readonly string[], { env, program }: Host): Promise<string> {
  const next = findNextLiqoctl(env, program);
  if (next === undefined) return '';
  const { stdout } = await execa(next, argv, {
    stdin: 'ignore',
    stderr: 'ignore',
    env: passingOn(env, program, next),
    extendEnv: false,
    timeout: patienceMilliseconds,
    killSignal: 'SIGKILL',
    reject: false,
  });
  return stdout ?? '';
}

function nobodyElse({ name, meant }: UnknownCommand): AppError {
  const hint = meant === undefined ? '' : ` (Did you mean ${meant}?)`;
  return new AppError('usage', `unknown command ${JSON.stringify(name)}${hint}`, {
    seen: ["other commands are passed to Liqo's liqoctl, and there is none on the PATH"],
    next: ["install Liqo's liqoctl into a folder of the PATH: https://docs.liqo.io", 'liqoctl --help    for the commands of this one'],
  });
}

/** Runs another liqoctl and returns its exit code. Streams, terminal and process group are shared: it is as if it had been typed itself. */
export async function runNext(file: string, argv: readonly string[], { env, program, heedSignals, onTerminal }: Host): Promise<number> {
  // A signal is for the other one to answer: with the default cleanup and its SIGKILL some seconds after it, its answer would be cut short.
  const child = execa(file, argv, {
    stdio: 'inherit',
    env: passingOn(env, program, file),
    extendEnv: false,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
  });
  const deaf = heedSignals((signal) => {
    // A terminal sends Ctrl-C to the whole process group: a second one would mean "stop at once" to many programs.
    if (signal === 'SIGTERM' || !onTerminal) child.kill(signal);
  });
  const { exitCode, signal, cause } = await child;
  deaf();
  if (exitCode === undefined && signal === undefined) throw notStarted(file, cause);
  return exitCode ?? 128 + constants.signals[signal ?? 'SIGTERM'];
}

function notStarted(file: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError('usage', `${file} cannot be started: ${why}`, { next: ['remove it from the PATH, or repair it'], cause });
}
