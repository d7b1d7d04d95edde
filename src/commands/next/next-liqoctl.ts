import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Env } from '../../output/streams.ts';

/** Carries the programs that have handed a command line over already, so that two of ours never pass it back and forth. */
const passedVariable = 'LIQOCTL_PASSED';

/** What a script says that starts one of ours: npm and its kin put such ones where they cannot put a link. */
const startsOurs = 'bin/liqoctl.js';

/** Path of the first `liqoctl` on the PATH that is not ours; `own` is the file that runs now. */
export function findNextLiqoctl(env: Env, own: string): string | undefined {
  const passed = new Set([own, ...passedBy(env)].map(realPath));
  const name = platform() === 'win32' ? 'liqoctl.exe' : 'liqoctl';
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((file) => isProgram(file) && !passed.has(realPath(file)) && !isShim(file));
}

/** The environment for the next one, in which this one will not be found again. */
export function passingOn(env: Env, own: string, next: string): Env {
  return { ...env, [passedVariable]: [...passedBy(env), realPath(own), realPath(next)].join(delimiter) };
}

function passedBy(env: Env): string[] {
  return (env[passedVariable] ?? '').split(delimiter).filter((path) => path !== '');
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isShim(file: string): boolean {
  const start = startOf(file);
  return start.startsWith('#!') && start.includes(startsOurs);
}

/** The first lines, no more: the real one is a program of many megabytes. */
function startOf(file: string): string {
  const bytes = new Uint8Array(4096);
  try {
    const opened = openSync(file, 'r');
    try {
      return new TextDecoder().decode(bytes.subarray(0, readSync(opened, bytes)));
    } finally {
      closeSync(opened);
    }
  } catch {
    return '';
  }
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
