import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { ensurePart, type Workshop } from './cached.ts';

const registryPackage = 'docker-registry';
const nodePackages = ['containerd', 'runc', 'etcd-server', 'containernetworking-plugins', 'nftables'];

/** Folder with a `usr` that has what a node needs; nothing of it is installed on this machine. */
export async function ensureNodePackages(workshop: Workshop): Promise<string> {
  return ensurePart(workshop, {
    name: 'packages',
    version: await distribution(),
    inputs: nodePackages,
    making: `Downloading ${nodePackages.join(', ')}, once`,
    make: (folder) => unpackPackages(workshop.signal, nodePackages, folder),
  });
}

/** Folder with a `usr` that has Debian's image registry, for specs whose nodes pull. */
export async function ensureRegistry(workshop: Workshop): Promise<string> {
  return ensurePart(workshop, {
    name: 'registry',
    version: await distribution(),
    inputs: [registryPackage],
    making: `Downloading ${registryPackage}, once`,
    make: (folder) => unpackPackages(workshop.signal, [registryPackage], folder),
  });
}

/** Name and version of this machine's distribution, e.g. `debian-12`. */
export async function distribution(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8');
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? 'unknown';
  return `${value('ID')}-${value('VERSION_ID')}`;
}

/** Unpacks packages and everything that they depend on into a folder, as if nothing were installed. */
export async function unpackPackages(signal: AbortSignal, names: readonly string[], folder: string): Promise<void> {
  const scratch = join(folder, '.apt');
  await mkdir(join(scratch, 'lists', 'partial'), { recursive: true });
  await mkdir(join(scratch, 'archives', 'partial'), { recursive: true });
  await writeFile(join(scratch, 'status'), '');
  const apt = ['apt-get', '-qq', '-y', ...aptOptions(scratch).flatMap((option) => ['-o', option])];
  await runCommand([...apt, 'update'], { signal });
  await runCommand([...apt, '--download-only', 'install', ...names], { signal, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  await linkMerged(folder);
  const archives = (await readdir(join(scratch, 'archives'))).filter((name) => name.endsWith('.deb'));
  for (const archive of archives) await unpack(signal, join(scratch, 'archives', archive), folder);
  await rm(scratch, { recursive: true });
  for (const unused of ['usr/share/doc', 'usr/share/man', 'usr/share/locale'])
    await rm(join(folder, unused), { recursive: true, force: true });
}

/** Own lists and an own, empty record of installed packages: this machine's are neither used nor changed. */
function aptOptions(scratch: string): string[] {
  return [
    `Dir::State::status=${scratch}/status`,
    `Dir::State::lists=${scratch}/lists`,
    `Dir::Cache=${scratch}`,
    `Dir::Cache::archives=${scratch}/archives`,
    'APT::Install-Recommends=false',
    'APT::Sandbox::User=root',
  ];
}

/** Some packages still say /lib and /bin; on every current Debian those are links. */
async function linkMerged(folder: string): Promise<void> {
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    await mkdir(join(folder, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(folder, name));
  }
}

async function unpack(signal: AbortSignal, archive: string, folder: string): Promise<void> {
  const script = 'set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"';
  await runCommand(['bash', '-c', script, 'unpack', archive, folder], { signal });
}
