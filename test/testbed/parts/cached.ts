import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identify } from '../process-identity.ts';
import type { Progress } from '../progress.ts';

/** Where parts are kept, and who hears of their making. */
export interface Workshop {
  readonly cache: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Part {
  readonly name: string;
  readonly version: string;
  /** Everything else that the result depends on. */
  readonly inputs: readonly string[];
  /** Told while it is made. */
  readonly making: string;
  readonly make: (folder: string) => Promise<void>;
}

/** The folder of a part; makes the part where it is missing. The folder appears whole or not at all. */
export async function ensurePart({ cache, progress }: Workshop, part: Part): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(part.inputs)).digest('hex').slice(0, 8);
  const folder = join(cache, `${part.name}-${part.version}-${hash}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  await sweep(cache);
  const scratch = await mkdtemp(join(cache, `.making-${process.pid}-`));
  try {
    await progress.during(part.making, () => part.make(scratch));
    await rename(scratch, folder).catch((error: unknown) => {
      // Somebody else was quicker.
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Removes what killed makers have left. */
async function sweep(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const [, maker] = /^\.making-(\d+)-/.exec(name) ?? [];
    if (maker !== undefined && identify(Number(maker)) === undefined) await rm(join(cache, name), { recursive: true, force: true });
  }
}
