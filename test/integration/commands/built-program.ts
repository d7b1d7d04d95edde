import { cp, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import config from '../../../rolldown.config.ts';

/** The program as it is installed, in a folder of its own. */
export interface BuiltProgram {
  readonly folder: string;
  /** Holds a link `liqoctl` to the program, as npm puts it there. */
  readonly linked: string;
  readonly chunks: readonly OutputChunk[];
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds it; the caller removes `folder`. */
export async function buildProgram(): Promise<BuiltProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-built-'));
  await using bundle = await rolldown({ ...config, cwd: root, logLevel: 'silent' });
  const { output } = await bundle.write({ ...config.output, dir: join(folder, 'dist') });
  for (const part of ['bin', 'package.json', 'src/commands/completion/shells'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  const linked = join(folder, 'linked');
  await mkdir(linked);
  await symlink(join(folder, 'bin', 'liqoctl.js'), join(linked, 'liqoctl'));
  return { folder, linked, chunks: output.filter((file) => file.type === 'chunk') };
}
