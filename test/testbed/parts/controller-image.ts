import { copyFile, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.ts';
import { writeImage } from './image-archive.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** What `deploy/Dockerfile` puts on top of an image with Node.js. */
export interface Recipe {
  readonly workFolder: string;
  /** From, within the repository; to, within the work folder. */
  readonly copies: readonly (readonly [from: string, to: string])[];
  readonly user: string;
  readonly entrypoint: readonly string[];
}

/** Reads the recipe. Throws where the file has a line that it would take for granted. */
export async function readRecipe(): Promise<Recipe> {
  const text = await readFile(join(repository, 'deploy/Dockerfile'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const valuesOf = (word: string) => lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const known = ['FROM', 'WORKDIR', 'COPY', 'USER', 'ENTRYPOINT'];
  const unknown = lines.filter((line) => !known.includes(line.split(' ')[0] ?? ''));
  const [[workFolder], [user], [entrypoint]] = [valuesOf('WORKDIR'), valuesOf('USER'), valuesOf('ENTRYPOINT')];
  if (unknown.length > 0 || workFolder === undefined || user === undefined || entrypoint === undefined) {
    throw new Error(`deploy/Dockerfile is not as it was: ${unknown.join('; ')}`);
  }
  const copies = valuesOf('COPY').map((value) => value.split(' ') as [string, string]);
  return { workFolder, copies, user, entrypoint: JSON.parse(entrypoint) as string[] };
}

/** Copies what the recipe does into a root folder. The program must have been built. */
export async function layOut({ workFolder, copies }: Recipe, root: string): Promise<void> {
  for (const [from, to] of copies) {
    const target = join(root, workFolder, to);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(repository, from), target, { recursive: true });
  }
}

/**
 * Writes the controller's image as an archive, by the recipe of `deploy/Dockerfile`, on top of this machine's own Node.js: no registry is asked.
 * `name` as registries have it, with its domain.
 */
export async function writeControllerImage(archive: string, name: string, signal: AbortSignal): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'liqoctl-image-'));
  try {
    const recipe = await readRecipe();
    await layOut(recipe, root);
    await addNode(root, signal);
    const start = { Entrypoint: recipe.entrypoint, WorkingDir: recipe.workFolder, User: recipe.user };
    await writeImage({ root, names: [name], start, archive, signal });
  } finally {
    await rm(root, { recursive: true });
  }
}

/** The program that runs this, with every library that it loads. */
async function addNode(root: string, signal: AbortSignal): Promise<void> {
  const list = await runCommand(['ldd', process.execPath], { signal });
  const libraries = Array.from(list.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm), ([, path = '']) => path);
  for (const [from, to] of [[process.execPath, '/usr/local/bin/node'], ...libraries.map((path) => [path, path])] as [string, string][]) {
    const target = join(root, to);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(from, target);
  }
}
