import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../support/until.ts';

/** A target mover held between its restore and its comparison. */
export interface HeldRestore {
  /** PATH for the mover: its own, behind a restic that waits after a restore. */
  readonly path: string;
  /** Resolves when the mover has restored and is held. */
  reached(signal: AbortSignal): Promise<void>;
  letGo(): Promise<void>;
}

/** `folder` is what the mover sees as `seenAs`; `path` is its own PATH. */
export async function holdRestore({ folder, seenAs, path }: { folder: string; seenAs: string; path: string }): Promise<HeldRestore> {
  const programs = join(folder, 'held');
  await mkdir(programs);
  const script = `#!/bin/sh
PATH='${path}' restic "$@"
code=$?
case $1 in
  restore)
    : > ${seenAs}/held/reached
    while [ ! -e ${seenAs}/held/go ]; do sleep 0.1; done
    ;;
esac
exit $code
`;
  await writeFile(join(programs, 'restic'), script, { mode: 0o755 });
  return {
    path: `${seenAs}/held:${path}`,
    async reached(signal) {
      await until(() => exists(join(programs, 'reached')), { everyMilliseconds: 50, seconds: Infinity, signal });
    },
    letGo: () => writeFile(join(programs, 'go'), ''),
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
