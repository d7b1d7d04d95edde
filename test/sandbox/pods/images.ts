import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { layOutCheapRestic, type LinkProgram } from './cheap-key.ts';
import type { Tools } from './tools.ts';

const run = promisify(execFile);

/** What a container is made of besides its volumes: programs of this machine under the names that the real image has. */
export interface Image {
  /** Folder of links to the programs. */
  readonly programs: string;
  /** Folder with passwd and the like. */
  readonly etc: string;
  /** Whether `/bin` is busybox, as in images made of Alpine, or this machine's. */
  readonly busybox: boolean;
  /** Files and folders of this machine that the links need, with their place in the container. */
  readonly needs: readonly { readonly host: string; readonly inside: string }[];
  /** What the image runs when the pod names no command. */
  readonly entrypoint: readonly string[];
}

/** Finds an image by its name in a pod; an error is what a failed pull says. */
export type Registry = (name: string) => Image | Error;

type Family = 'restic' | 'rest-server' | 'python' | 'shell';

/**
 * Lays out the images below `folder`. `linked`: programs are linked where they lie, for containers that share this machine's
 * root; otherwise where they will be bound in the container's own root.
 */
export async function prepareImages(folder: string, tools: Tools, linked: boolean): Promise<Registry> {
  const etc = join(folder, 'etc');
  await layOutEtc(etc);
  const families = ['restic', 'rest-server', 'python', 'shell'] as const;
  const images = new Map<Family, Image | Error>();
  for (const family of families) images.set(family, await layOutImage({ folder: join(folder, family), etc, family, tools, linked }));
  return (name) => {
    if (name.includes('missing')) return new Error(`failed to pull and unpack image "${name}": ${name}: not found`);
    return images.get(familyOf(name)) ?? new Error(`no image ${name}`);
  };
}

/** Which tools an image name stands for, whatever registry and tag it has. */
export function familyOf(name: string): Family {
  if (/(^|\/)restic\/rest-server([:@]|$)/.test(name)) return 'rest-server';
  if (/(^|\/)restic\/restic/.test(name)) return 'restic';
  if (/(^|\/)python([:@-]|$)/.test(name)) return 'python';
  return 'shell';
}

interface Layout {
  readonly folder: string;
  readonly etc: string;
  readonly family: Family;
  readonly tools: Tools;
  readonly linked: boolean;
}

async function layOutImage(layout: Layout): Promise<Image | Error> {
  const { folder, etc, family, tools, linked } = layout;
  const needs: { host: string; inside: string }[] = [];
  await mkdir(folder, { recursive: true });
  const link: LinkProgram = async (host, name, as = name) => {
    const inside = `/image/tools/${name}`;
    needs.push({ host, inside });
    await symlink(linked ? host : inside, join(folder, as));
  };
  const { busybox, python, restic, restServer } = tools;
  if (busybox !== undefined) await linkBusybox(busybox, folder, link);
  const image = (...entrypoint: string[]): Image => ({ programs: folder, etc, busybox: busybox !== undefined, needs, entrypoint });
  if (family === 'shell') return image('sh');
  if (family === 'python') {
    if (python === undefined) return new Error('python3 is not on PATH of this machine');
    // Python finds its library from where its executable really lies: both keep their place.
    if (!python.prefix.startsWith('/usr')) needs.push({ host: python.prefix, inside: python.prefix });
    await symlink(python.executable, join(folder, 'python3'));
    await symlink(python.executable, join(folder, 'python'));
    return image('python3');
  }
  const program = family === 'restic' ? restic : restServer;
  if (program === undefined) return new Error(`${family} is not on PATH of this machine`);
  if (family === 'restic') {
    await (tools.cheapKeys === true ? layOutCheapRestic(folder, program, link) : link(program, 'restic'));
    return image('restic');
  }
  await link(program, 'rest-server', 'rest-server.real');
  await writeFile(join(folder, 'rest-server'), listenShim);
  await chmod(join(folder, 'rest-server'), 0o755);
  return image('rest-server');
}

/** All pods share this machine's network: a server that asks for every address gets its pod's own. */
const listenShim = `#!/bin/sh
listen=:8000
n=$#
while [ "$n" -gt 0 ]; do
  case "$1" in
    --listen) listen=$2; shift; n=$((n - 1)) ;;
    --listen=*) listen=\${1#--listen=} ;;
    *) set -- "$@" "$1" ;;
  esac
  shift; n=$((n - 1))
done
case "$listen" in
  :*) listen=$SANDBOX_POD_IP$listen ;;
  0.0.0.0:*) listen=$SANDBOX_POD_IP:\${listen#0.0.0.0:} ;;
esac
exec rest-server.real --listen "$listen" "$@"
`;

async function linkBusybox(busybox: string, folder: string, link: LinkProgram): Promise<void> {
  await link(busybox, 'busybox');
  const { stdout } = await run(busybox, ['--list'], { timeout: 10_000 });
  const applets = stdout.split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
  await Promise.all(applets.map((applet) => symlink('busybox', join(folder, applet))));
}

async function layOutEtc(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n');
  await writeFile(join(folder, 'group'), 'root:x:0:\nnogroup:x:65534:\n');
  await writeFile(join(folder, 'hosts'), '127.0.0.1 localhost\n');
  // Without these two the machine's own programs miss libraries, and names like awk that Debian routes through links.
  for (const name of ['ld.so.cache', 'alternatives']) {
    await cp(join('/etc', name), join(folder, name), { recursive: true, verbatimSymlinks: true }).catch(() => undefined);
  }
}
