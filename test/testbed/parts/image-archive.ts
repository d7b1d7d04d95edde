import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from '../command.ts';

/** What a container of the image runs. */
export type ImageStart = ({ readonly Cmd: readonly string[] } | { readonly Entrypoint: readonly string[] }) & {
  readonly WorkingDir?: string;
  readonly User?: string;
};

export interface ImageContents {
  /** Folder that becomes the only layer. */
  readonly root: string;
  readonly names: readonly string[];
  readonly start: ImageStart;
  readonly archive: string;
  readonly signal: AbortSignal;
}

/** Writes an archive as `docker save` does: a layer, a configuration, and a list of both. */
export async function writeImage({ root, names, start, archive, signal }: ImageContents): Promise<void> {
  const scratch = await mkdtemp(`${archive}-`);
  const layer = join(scratch, 'layer.tar');
  await runCommand(['tar', '--owner=0', '--group=0', '--numeric-owner', '-C', root, '-cf', layer, '.'], { signal });
  const configuration = {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { ...start, Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${await digest(layer)}`] },
  };
  await writeFile(join(scratch, 'config.json'), JSON.stringify(configuration));
  await writeFile(join(scratch, 'manifest.json'), JSON.stringify([{ Config: 'config.json', RepoTags: names, Layers: ['layer.tar'] }]));
  await runCommand(['tar', '-C', scratch, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar'], { signal });
  await rm(scratch, { recursive: true });
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
