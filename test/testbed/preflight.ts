import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What decides whether a testbed can run on this machine. */
export interface Machine {
  readonly platform: string;
  readonly isRoot: boolean;
  /** Programs that were not found on PATH. */
  readonly missing: readonly string[];
  /** Whether it lets us make namespaces; root in a container may not. */
  readonly canUnshare: boolean;
  /** Names of the mounted file systems' types. */
  readonly mounted: readonly string[];
}

const packageOf: Readonly<Record<string, string>> = {
  'apt-get': 'a Debian or one of its relatives',
  bash: 'bash',
  'dpkg-deb': 'a Debian or one of its relatives',
  go: 'Go 1.24 or newer, https://go.dev/dl',
  ip: 'iproute2',
  mount: 'mount',
  nsenter: 'util-linux',
  openssl: 'openssl',
  tar: 'tar',
  unshare: 'util-linux',
};

/** Why no testbed can run here, one sentence each; none when it can. */
export function checkMachine({ platform, isRoot, missing, canUnshare, mounted }: Machine): string[] {
  if (platform !== 'linux') return [`Real clusters need Linux; this is ${platform}.`];
  const reasons = missing.map((name) => `${name} is missing: it comes with ${packageOf[name]}.`);
  if (!isRoot) reasons.push('Namespaces, mounts and network links need root: use sudo.');
  else if (!canUnshare) reasons.push('This machine lets nobody make namespaces; containers often forbid it.');
  if (!mounted.some((type) => type === 'cgroup' || type === 'cgroup2')) reasons.push('Containers need control groups; none are mounted.');
  return reasons;
}

export function readMachine(environment: NodeJS.ProcessEnv): Machine {
  const isLinux = process.platform === 'linux';
  const folders = (environment['PATH'] ?? '').split(delimiter);
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    canUnshare: isLinux && spawnSync('unshare', ['--net', '--pid', '--mount', '--fork', 'true']).status === 0,
    missing: Object.keys(packageOf).filter((name) => !folders.some((folder) => isProgram(join(folder, name)))),
    mounted: isLinux ? mountedTypes(readFileSync('/proc/self/mounts', 'utf8')) : [],
  };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mountedTypes(mounts: string): string[] {
  return mounts.split('\n').map((line) => line.split(' ')[2] ?? '');
}
