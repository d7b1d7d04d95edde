import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A target mover held between its restore and its comparison, which begins with `sync`. */
export interface HeldSync {
  /** Folder with the program, to be put first on the mover's PATH. */
  readonly programs: string;
  /** Resolves when the mover has restored and is held. */
  reached(signal: AbortSignal): Promise<void>;
  letGo(): Promise<void>;
}

/** `folder` must be seen under `seenAs` by the mover. */
export async function holdSync(folder: string, seenAs: string): Promise<HeldSync> {
  const programs = join(folder, 'held');
  await mkdir(programs);
  const script = `#!/bin/sh\n: > ${seenAs}/held/reached\nwhile [ ! -e ${seenAs}/held/go ]; do sleep 0.1; done\n`;
  await writeFile(join(programs, 'sync'), script, { mode: 0o755 });
  return {
    programs: `${seenAs}/held`,
    async reached(signal) {
      while (await isAbsent(join(programs, 'reached'))) await sleep(50, undefined, { signal });
    },
    letGo: () => writeFile(join(programs, 'go'), ''),
  };
}

async function isAbsent(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}
