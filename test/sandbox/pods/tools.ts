import { execFile } from 'node:child_process';
import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../../src/base/errors.ts';

const run = promisify(execFile);

/** Programs of this machine that images are made of. */
export interface Tools {
  readonly restic?: string;
  readonly restServer?: string;
  readonly busybox?: string;
  readonly python?: Python;
  /** Whether restic is laid out with cheap keys. */
  readonly cheapKeys?: boolean;
}

interface Python {
  /** The interpreter itself, never a version manager's wrapper: those need files that a container does not have. */
  readonly executable: string;
  /** Where its library lies. */
  readonly prefix: string;
}

/** Looks the tools up on this process's PATH. */
export async function findTools(): Promise<Tools> {
  const [restic, restServer, busybox, python] = await Promise.all([
    findProgram('restic'),
    findProgram('rest-server'),
    findProgram('busybox'),
    findPython(),
  ]);
  return {
    ...(restic !== undefined && { restic }),
    ...(restServer !== undefined && { restServer }),
    ...(busybox !== undefined && { busybox }),
    ...(python !== undefined && { python }),
  };
}

/** Throws one error that names every wanted tool that is not on PATH. */
export function checkTools(tools: Tools, wanted: readonly ('restic' | 'rest-server' | 'python3')[]): void {
  const found = { restic: tools.restic, 'rest-server': tools.restServer, python3: tools.python };
  const missing = wanted.filter((name) => found[name] === undefined);
  if (missing.length === 0) return;
  throw new AppError('usage', `the sandbox needs ${missing.join(', ')} on PATH`, {
    next: ['install them (Debian: restic, restic-rest-server, python3) or put their folder on PATH'],
  });
}

/** The real path of a program on this process's PATH. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).concat('/usr/sbin', '/sbin')) {
    const file = join(folder, name);
    if (await isExecutable(file)) return await realpath(file);
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Throws with python3's own words when it is there and does not work; a slow machine only makes it late. */
async function findPython(): Promise<Python | undefined> {
  if ((await findProgram('python3')) === undefined) return undefined;
  const { stdout } = await run('python3', ['-c', 'import sys; print(sys.executable); print(sys.base_prefix)']);
  const [executable = '', prefix = ''] = stdout.split('\n');
  return { executable: await realpath(executable), prefix };
}
