import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Mutant } from './mutant.ts';
import { findPlace } from './place.ts';

const leftOut = new Set(['node_modules', '.git', 'coverage']);

/** Runs `use` in a copy of the project; the copy shares the installed packages and is removed afterwards. */
export async function withCopy<T>(project: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-mutant-'));
  try {
    await cp(project, folder, { recursive: true, filter: (source) => source === project || !leftOut.has(basename(source)) });
    await symlink(resolve(project, 'node_modules'), join(folder, 'node_modules'));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes the change. Throws unless there is exactly one place for it. */
export async function mutate(folder: string, mutant: Mutant): Promise<void> {
  const path = join(folder, mutant.file);
  const text = await readFile(path, 'utf8');
  const { start, end } = findPlace(text, mutant);
  await writeFile(path, text.slice(0, start) + mutant.replace + text.slice(end));
}
