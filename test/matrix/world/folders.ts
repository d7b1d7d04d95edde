import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { chmod, copyFile, link, lstat, lutimes, mkdir, readdir, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts a few files of the kinds that copies get wrong into a volume; `seed` makes them unlike those of every other one. */
export async function fillFolder(folder: string, seed: string): Promise<void> {
  const deep = join(folder, 'deep');
  await mkdir(join(deep, 'empty'), { recursive: true });
  await writeFile(join(deep, 'blob'), seed.repeat(200));
  await link(join(deep, 'blob'), join(folder, 'linked'));
  await symlink('/nowhere', join(folder, 'dangling'));
  await writeFile(join(folder, 'with space'), seed, { mode: 0o640 });
  await chmod(folder, 0o2750);
  const then = new Date('2001-02-03T04:05:06Z');
  for (const path of ['deep/blob', 'deep/empty', 'deep', 'with space', 'dangling', '.']) await lutimes(join(folder, path), then, then);
}

/** Empties `to` and copies everything below `from` into it, as movers do: what lies there in between is no copy. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(to)) await rm(join(to, name), { recursive: true });
  await copyInto(from, to, new Map());
}

async function copyInto(from: string, to: string, linked: Map<number, string>): Promise<void> {
  for (const name of await readdir(from)) await copyEntry(join(from, name), join(to, name), linked);
  const { mode, atime, mtime } = await lstat(from);
  await chmod(to, mode & 0o7777);
  await utimes(to, atime, mtime);
}

async function copyEntry(from: string, to: string, linked: Map<number, string>): Promise<void> {
  const stats = await lstat(from);
  const kind = kindOf(stats);
  if (kind === 'directory') {
    await mkdir(to);
    return copyInto(from, to, linked);
  }
  const first = linked.get(stats.ino);
  if (first !== undefined) return link(first, to);
  linked.set(stats.ino, to);
  if (kind === 'link') await symlink(await readlink(from), to);
  else {
    await copyFile(from, to);
    await chmod(to, stats.mode & 0o7777);
  }
  await lutimes(to, stats.atime, stats.mtime);
}

function kindOf(stats: Stats): 'directory' | 'link' | 'file' {
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'file';
}

/**
 * Content and metadata of everything below `folder`, a line for each entry; undefined where it cannot be read. At once, for it is asked
 * between two writes, and whatever happened meanwhile would be taken for what was there.
 */
export function listFolder(folder: string): string | undefined {
  // To throw and to catch takes longer than to look, and whether a folder is there is asked often.
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    return listEntries(folder, '.', secondOf).join('\n');
  } catch {
    return undefined;
  }
}

/** Whether {@link listFolder} would answer that. Movers give the folder itself its time last, so that a look at it mostly is enough. */
export function isListedAs(folder: string, listing: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats !== undefined && listing.startsWith(`${headOf('.', stats, secondOf)}\n`) && listFolder(folder) === listing;
}

function secondOf({ mtimeMs }: Stats): string {
  return String(Math.floor(mtimeMs / 1000));
}

function headOf(shown: string, stats: Stats, more: (stats: Stats) => string): string {
  return `${shown} ${stats.mode.toString(8)} ${stats.uid}:${stats.gid} ${more(stats)}`;
}

/** What changes with every write below `folder`, and with nothing else. */
export function fingerprintFolder(folder: string): string {
  return hashOf(listEntries(folder, '.', ({ ino, ctimeMs }) => `${ino} ${ctimeMs}`).join('\n'));
}

function listEntries(folder: string, shown: string, more: (stats: Stats) => string): string[] {
  const stats = lstatSync(folder);
  const kind = kindOf(stats);
  const head = headOf(shown, stats, more);
  if (kind === 'link') return [`${head} ${readlinkSync(folder)}`];
  if (kind === 'file') return [`${head} ${stats.size} ${stats.nlink} ${hashOf(readFileSync(folder))}`];
  const names = readdirSync(folder).toSorted();
  return [head, ...names.flatMap((name) => listEntries(join(folder, name), `${shown}/${name}`, more))];
}

/** SHA-256 in hex. */
export function hashOf(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
