import { chmod, mkdir, open, rmdir, truncate } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { execa } from 'execa';

/** Where the bytes of a volume are; the last step is what pods see. */
export function dataFolderOf(volumesFolder: string, place: { cluster: string; node: string; volume: string }): string {
  return join(volumesFolder, place.cluster, place.node, place.volume, 'data');
}

/** Who makes and deletes the folders of volumes. */
export interface DataFolders {
  ensure(path: string): Promise<void>;
  /** Deletes it with all that is in it, and the volume's folder around it. */
  remove(path: string): Promise<void>;
}

export const dataFolders: DataFolders = { ensure: ensureDataFolder, remove: removeDataFolder };

/** Everyone may write, as in a folder that the real provisioner made. */
async function ensureDataFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  // mkdir's mode is cut by the umask.
  await chmod(path, 0o777);
}

/** A file of that many bytes takes the place of a block device. Safe to repeat; what is in it stays, unless it gets smaller. */
export async function ensureDevice(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await (await open(path, 'a')).close();
  await chmod(path, 0o666);
  await truncate(path, Math.ceil(bytes));
}

/** Refuses any path that {@link dataFolderOf} cannot have made for one of the cluster's volumes. */
export function checkDataFolder(volumesFolder: string, cluster: string, path: string): void {
  const steps = relative(join(volumesFolder, cluster), path).split('/');
  if (steps.includes('..') || steps.length !== 3 || basename(path) !== 'data') throw new Error(`not a folder of ours: ${path}`);
}

async function removeDataFolder(path: string): Promise<void> {
  // To start a program keeps the API servers from their work for longer than all else about an empty folder.
  const wasEmpty = await rmdir(path).then(
    () => true,
    () => false,
  );
  if (wasEmpty) return rmdir(dirname(path));
  // As the real provisioner does it: Node's own `rm` would keep the API servers from their work, file by file.
  await execa('rm', ['-rf', dirname(path)]);
}
