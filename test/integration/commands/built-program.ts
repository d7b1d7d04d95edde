import { cp, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import manifest from '../../../package.json' with { type: 'json' };
import config from '../../../rolldown.config.ts';

/** The program as it is installed, in a folder of its own. */
export interface BuiltProgram {
  readonly folder: string;
  /** Holds links to the program by each of its names, as npm puts them there. */
  readonly linked: string;
  readonly chunks: readonly OutputChunk[];
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds it; the caller removes `folder`. */
export async function buildProgram(): Promise<BuiltProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-built-'));
  await using bundle = await rolldown({ ...config, cwd: root, logLevel: 'silent' });
  const { output } = await bundle.write({ ...config.output, dir: join(folder, 'dist') });
  for (const part of ['bin', 'package.json']) await cp(join(root, part), join(folder, part), { recursive: true });
  const linked = join(folder, 'linked');
  await mkdir(linked);
  for (const [name, file] of Object.entries(manifest.bin)) await symlink(join(folder, file), join(linked, name));
  return { folder, linked, chunks: output.filter((file) => file.type === 'chunk') };
}
