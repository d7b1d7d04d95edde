import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { openStage } from '../movers/mover-stage.ts';
import { startManifestProgram } from '../movers/manifest-program.ts';
import { time } from './timing.ts';

/** Seconds that others need for the same files, without any Kubernetes. */
export interface ByHand {
  readonly copy: number;
  readonly backup: number;
  readonly restore: number;
  /** The manifest program on the same files. */
  readonly manifest: number;
}

/** `volume` is a folder `data`. The copies stay beside it until the sandbox goes: ext4 is slow to make files where it has just removed many. */
export async function timeByHand(volume: string): Promise<ByHand> {
  const parent = join(volume, '..');
  const aside = await mkdtemp(join(parent, '..', 'by-hand-'));
  const copy = await time(() => execa('cp', ['-a', volume, join(aside, 'copied')]));
  const { backup, restore } = await timeRestic(parent, aside);
  // Of the copy: it reads past the page cache, from which the move shall read the volume as all others did.
  const program = await startManifestProgram(['env', `VOLUME_PARENT=${join(aside, 'restored')}`]);
  const manifest = await time(() => program.ask('manifest 1'));
  await program.end();
  return { copy: copy.seconds, backup, restore, manifest: manifest.seconds };
}

/** restic with the movers' own flags, against a rest-server of its own. */
async function timeRestic(parent: string, aside: string): Promise<{ backup: number; restore: number }> {
  const stage = await openStage();
  try {
    const { environment: env } = await stage.openMove('by-hand');
    const common = ['--json', '--quiet', '--cache-dir', join(aside, 'cache')];
    const restic = (cwd: string, args: readonly string[]) => execa('restic', [...args, ...common], { cwd, env });
    const flags = ['--compression', 'off', '--pack-size', '64', '--exclude', `${parent}/data/lost+found`, '--one-file-system'];
    const backup = await time(() => restic(parent, ['backup', 'data', '--host', 'bench', ...flags]));
    const kept = ['--overwrite', 'always', '--delete', '--sparse', '--exclude', '/data/lost+found'];
    const restore = await time(() => restic(parent, ['restore', 'latest', '--no-lock', '--target', join(aside, 'restored'), ...kept]));
    return { backup: backup.seconds, restore: restore.seconds };
  } finally {
    await stage.close();
  }
}
