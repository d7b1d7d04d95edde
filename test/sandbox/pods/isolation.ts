import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * How containers are kept apart.
 * - `root`, `user`: each has a mount namespace with a root of its own and a process namespace, made as root or in a user namespace.
 * - `none`: they share this machine's root, and mount paths in the pod's text are replaced by real folders. Then `readOnly`,
 *   `readOnlyRootFilesystem`, a private `/tmp` and paths that a program computes by itself are not what they are in a cluster.
 */
export type Isolation = 'root' | 'user' | 'none';

/** What this machine allows; tries it out. */
export async function probeIsolation(): Promise<Isolation> {
  const folder = await mkdtemp(join(tmpdir(), 'isolation-'));
  try {
    for (const isolation of process.getuid?.() === 0 ? (['root', 'user'] as const) : (['user'] as const)) {
      if (await isAllowed(isolation, folder)) return isolation;
    }
    return 'none';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One sentence about what tests can rely on. */
export function describeIsolation(isolation: Isolation): string {
  if (isolation === 'none') return 'containers share the root of this machine (no namespaces allowed): readOnly is not enforced';
  return `containers have namespaces of their own, made ${isolation === 'root' ? 'as root' : 'in a user namespace'}`;
}

/** Where util-linux puts them; never looked up on the PATH of a container. */
const setpriv = '/usr/bin/setpriv';
const unshare = '/usr/bin/unshare';

/** The command that makes the mount namespace; what follows runs in it. The kernel ends it with the thread that started it. */
export function namespaceCommand(isolation: 'root' | 'user'): readonly string[] {
  const user = isolation === 'user' ? ['--user', '--map-root-user'] : [];
  return [setpriv, '--pdeathsig', 'KILL', unshare, ...user, '--mount', '--propagation', 'private'];
}

async function isAllowed(isolation: 'root' | 'user', folder: string): Promise<boolean> {
  const [command = '', ...args] = namespaceCommand(isolation);
  const trial = `mount -t tmpfs none "$1" && cd "$1" && mkdir usr proc && mount --rbind -o ro /usr usr && : > null && mount --bind /dev/null null
    exec unshare --pid --fork --kill-child sh -c 'mount -t proc none proc && exec setpriv --bounding-set -all true'`;
  try {
    await run(command, [...args, '/bin/sh', '-ec', trial, 'sh', folder], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
