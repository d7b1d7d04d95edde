import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Mutant } from './mutant.ts';

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

/** Makes the change. Throws unless the text to be replaced occurs exactly once. */
export async function mutate(folder: string, mutant: Mutant): Promise<void> {
  const path = join(folder, mutant.file);
  const parts = (await readFile(path, 'utf8')).split(mutant.search);
  if (parts.length !== 2) throw new Error(`${mutant.file} contains the text ${parts.length - 1} times: ${mutant.search}`);
  await writeFile(path, parts.join(mutant.replace));
}
