import { posix } from 'node:path';
import type { ContainerRights } from './container-rights.ts';
import type { Image } from './images.ts';
import { quoted } from './shell-quote.ts';

export interface Mount {
  /** Folder or file of this machine. */
  readonly host: string;
  /** Absolute path in the container. */
  readonly inside: string;
  readonly readOnly: boolean;
  readonly file: boolean;
}

export interface RootPlan {
  /** An empty folder; what is mounted on it is seen by this container alone. */
  readonly root: string;
  readonly image: Image;
  readonly mounts: readonly Mount[];
  readonly rights: ContainerRights;
  readonly workingDir: string;
  /** PATH of the container. */
  readonly path: string;
  readonly argv: readonly string[];
}

const hostPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * A POSIX script that builds the container's root in the mount namespace it runs in, and becomes the container's supervisor.
 * It says `ok` on file descriptor 3 right before the container's own program starts; anything else there is why it could not.
 * The program is the first process of a process namespace: with its end everything it started ends.
 */
export function containerScript(plan: RootPlan): string {
  const root = quoted(plan.root);
  return [
    `set -e; PATH=${hostPath}; exec 4>&2 2>&3`,
    `mount -t tmpfs -o mode=755 none ${root}; cd ${root}`,
    'mkdir -p usr etc proc sys tmp root run home var/tmp opt mnt dev/shm image/programs image/tools; chmod 1777 tmp var/tmp dev/shm; chmod 700 root',
    'mount --rbind -o ro /usr usr',
    ...links(plan.image),
    `cp -r ${quoted(plan.image.etc)}/. etc`,
    ...[...plan.image.needs.map(asMount), ...devices, ...bySpot(plan.mounts)].flatMap(mountLines),
    `mount --bind ${quoted(plan.image.programs)} image/programs`,
    `mkdir -p .${quoted(plan.workingDir)}`,
    `exec unshare --pid sh -c ${quoted(supervisor)} sh ${quoted(initScript(plan))}`,
  ].join('\n');
}

/**
 * The supervisor only waits: its exit code is the program's, 128 + n after signal n. It forks once, for the first fork is the
 * namespace's first process and takes the namespace along when it ends.
 */
const supervisor = `setpriv --pdeathsig KILL sh -c "$1" & exec 2>/dev/null 3>&-; wait $!; exit $?`;

function initScript(plan: RootPlan): string {
  const root = quoted(plan.root);
  // A user may not mount a new /proc where the machine's has hidden parts.
  const proc = 'mount -t proc none proc 2>/dev/null || mount --rbind /proc proc';
  const readOnly = plan.rights.readOnlyRoot ? [`mount -o remount,bind,ro ${root}`] : [];
  return ['set -e', `cd ${root}`, proc, ...readOnly, `printf ok >&3`, `PATH=${quoted(plan.path)}`, `exec 2>&4 3>&- 4>&-`, enter(plan)].join(
    '\n',
  );
}

function enter({ root, workingDir, rights, argv }: RootPlan): string {
  const { user, capabilities, mayGainPrivileges } = rights;
  // What root may do in a container is what its bounding set leaves it; everybody else has no capability at all.
  const bounds = capabilities === undefined ? [] : ['--bounding-set', ['-all', ...capabilities.map((name) => `+${name}`)].join(',')];
  const identity = user === undefined ? [] : ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
  const gain = mayGainPrivileges ? [] : ['--no-new-privs'];
  // A change of user clears the death signal: setpriv sets it last.
  const words = [...bounds, ...identity, ...gain, '--pdeathsig', 'KILL', '--', ...argv].map(quoted).join(' ');
  return `exec /usr/bin/unshare --root=${quoted(root)} --wd=${quoted(workingDir)} /usr/bin/setpriv ${words}`;
}

function links(image: Image): string[] {
  const folders = image.busybox ? 'lib lib32 lib64 libx32' : 'bin sbin lib lib32 lib64 libx32';
  const host = `for f in ${folders}; do
  if [ -L "/$f" ]; then ln -s "$(readlink "/$f")" "$f"; elif [ -d "/$f" ]; then mkdir "$f"; mount --rbind -o ro "/$f" "$f"; fi
done`;
  return image.busybox ? [host, 'ln -s image/programs bin; ln -s image/programs sbin'] : [host];
}

const devices: readonly Mount[] = ['null', 'zero', 'full', 'random', 'urandom'].map((name) => ({
  host: `/dev/${name}`,
  inside: `/dev/${name}`,
  readOnly: false,
  file: true,
}));

function asMount(need: Image['needs'][number]): Mount {
  return { ...need, readOnly: true, file: need.inside.startsWith('/image/tools/') };
}

/** Outer folders first: a mount over the parent would hide one below it. */
function bySpot(mounts: readonly Mount[]): Mount[] {
  return [...mounts].sort((one, other) => one.inside.length - other.inside.length);
}

function mountLines({ host, inside, readOnly, file }: Mount): string[] {
  const spot = quoted(`.${posix.normalize(inside)}`);
  const make = file ? `mkdir -p ${quoted(`.${posix.dirname(inside)}`)}; [ -e ${spot} ] || : > ${spot}` : `mkdir -p ${spot}`;
  const mount = `${make}; mount --bind ${quoted(host)} ${spot}`;
  if (!readOnly) return [mount];
  // In a user namespace the flags of the mount below are locked and must be named again.
  const tries = ['', ',nosuid,nodev', ',nosuid,nodev,noexec'].map((more) => `mount -o remount,bind,ro${more} ${spot} 2>/dev/null`);
  return [mount, `${tries.join(' || ')} || { echo "cannot mount read-only:" ${spot} >&2; exit 1; }`];
}
