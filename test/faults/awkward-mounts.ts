import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const awkward = fileURLToPath(new URL('awkward-file-system.py', import.meta.url));

/** Mounts that only those see who enter their namespace. */
export interface Mounts {
  /** Put before a program, lets it see them. */
  readonly wrapper: readonly string[];
  /** Runs a script of bash among them. */
  run(script: string): Promise<string>;
  close(): Promise<void>;
}

/** What awkward-file-system.py does not do as others do. */
export interface AwkwardRules {
  readonly foreign?: string;
  readonly unkept?: readonly string[];
  readonly folds?: boolean;
  readonly longest?: number;
  readonly largest?: number;
  readonly refused?: string;
  readonly forbidden?: readonly ('symlink' | 'link' | 'mknod' | 'chown')[];
  readonly second?: boolean;
  readonly latest?: number;
  readonly attribute?: number;
}

/** FUSE_SUPER_MAGIC of linux/magic.h: the folder may have been a mount point before. */
const fuse = '65735546';

/** A command that shows a folder through such a file system, and stays. */
export function mountAwkward(folder: string, rules: AwkwardRules): string {
  const mounted = `[ "$(stat -f -c %t '${folder}')" = ${fuse} ]`;
  return `python3 '${awkward}' '${folder}' '${JSON.stringify(rules)}' & until ${mounted}; do kill -0 $!; sleep 0.02; done`;
}

/** Opens a namespace in which `script`, for bash, mounts. It ends with the process that opened it. */
export async function openMounts(script: string): Promise<Mounts> {
  const inside = [
    'unshare',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child=KILL',
    'bash',
    '-c',
    `set -e\n${script}\necho mounted; exec sleep infinity`,
  ];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...inside], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const mounted = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line === 'mounted' && resolve());
    child.once('error', reject);
    void ended.then(() => reject(new Error(`nothing can be mounted here: ${errors.trim()}`)));
  });
  await mounted;
  const entering = [`--mount=/proc/${child.pid}/ns/mnt`, '--'];
  return {
    wrapper: ['nsenter', ...entering],
    async run(commands) {
      return (await run('nsenter', [...entering, 'bash', '-c', `set -e\n${commands}`])).stdout;
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Why no awkward file system can be mounted here, or undefined. */
export async function whyNoAwkwardMounts(): Promise<string | undefined> {
  try {
    const mounts = await openMounts(mountAwkward('/mnt', {}));
    await mounts.close();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
