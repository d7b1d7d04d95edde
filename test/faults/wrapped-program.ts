import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningContainer } from '../sandbox/pods/running-container.ts';

/** Puts a shell script before a program of a mover that is about to start; `$real` in it is the PATH to the program itself. */
export async function wrapProgram(container: RunningContainer, name: string, script: string): Promise<void> {
  const folder = join(container.volumePath('run'), 'wrapped');
  await mkdir(folder, { recursive: true });
  const path = container.environment['PATH'] ?? '';
  await writeFile(join(folder, name), `#!/bin/sh\nreal='${path}'\n${script}\n`, { mode: 0o755 });
  container.environment['PATH'] = `/run/move/wrapped:${path}`;
}
