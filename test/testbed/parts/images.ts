import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.ts';
import { ensurePart, type Workshop } from './cached.ts';
import { type ImageStart, writeImage } from './image-archive.ts';
import { distribution, unpackPackages } from './packages.ts';

/** What the kubelets start first in every pod. */
export const pauseImage = 'registry.k8s.io/pause:3.10';

interface ImagePlan {
  readonly file: string;
  readonly names: readonly string[];
  readonly packages: readonly string[];
  /** Program of ours in it, by name. */
  readonly program?: string;
  /** As the stock image: arguments of a pod follow an `Entrypoint`, but replace a `Cmd`. */
  readonly start: ImageStart;
}

/** Stand-ins for the stock images: the same names, programs and shells. */
const plans: readonly ImagePlan[] = [
  image('busybox', { names: ['docker.io/library/busybox:1.37'], start: { Cmd: ['sh'] } }),
  image('pause', { names: [pauseImage], start: { Entrypoint: ['/bin/sleep', '2147483647'] } }),
  image('restic', { names: ['docker.io/restic/restic:0.19.1'], program: 'restic', start: { Entrypoint: ['/usr/bin/restic'] } }),
  image('rest-server', {
    names: ['docker.io/restic/rest-server:0.14.0'],
    program: 'rest-server',
    start: { Cmd: ['/usr/bin/rest-server'] },
  }),
  image('python', {
    names: ['docker.io/library/python:3.13.7-alpine3.22'],
    packages: ['busybox-static', 'python3-minimal', 'libpython3-stdlib'],
    start: { Cmd: ['python3'] },
  }),
];

function image(
  file: string,
  { packages = ['busybox-static'], ...rest }: Omit<ImagePlan, 'file' | 'packages'> & Partial<ImagePlan>,
): ImagePlan {
  return { file, packages, ...rest };
}

/** Folder with an archive per image, which containerd can import. */
export async function ensureImages(workshop: Workshop): Promise<string> {
  return ensurePart(workshop, {
    name: 'images',
    version: await distribution(),
    inputs: [JSON.stringify(plans)],
    making: 'Making container images, once',
    make: async (folder) => {
      const tools = await ownTools(workshop.signal);
      for (const plan of plans) await makeImage(workshop.signal, { plan, folder, tools });
    },
  });
}

/** Static programs: those that happen to be on PATH may want libraries that the images do not have. */
async function ownTools(signal: AbortSignal): Promise<string[]> {
  const script = fileURLToPath(new URL('../../../scripts/tools.sh', import.meta.url));
  return (await runCommand(['nice', '-n', '19', script], { signal, env: { TOOLS_OWN: '1' } })).split(':');
}

interface Making {
  readonly plan: ImagePlan;
  readonly folder: string;
  readonly tools: readonly string[];
}

async function makeImage(signal: AbortSignal, { plan, folder, tools }: Making): Promise<void> {
  const root = join(folder, `${plan.file}.root`);
  await unpackPackages(signal, plan.packages, root);
  const busybox = join(root, 'usr/bin/busybox');
  for (const applet of (await runCommand([busybox, '--list'], { signal })).split('\n')) {
    const link = join(root, 'usr/bin', applet);
    if (!existsSync(link)) await symlink('busybox', link);
  }
  const { program } = plan;
  if (program !== undefined) {
    const found = tools.map((path) => join(path, program)).find((path) => existsSync(path));
    if (found === undefined) throw new Error(`scripts/tools.sh made no ${program}`);
    await copyFile(found, join(root, 'usr/bin', program));
  }
  await furnish(root);
  await writeImage({ ...plan, root, archive: join(folder, `${plan.file}.tar`), signal });
  await rm(root, { recursive: true });
}

async function furnish(root: string): Promise<void> {
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
}
