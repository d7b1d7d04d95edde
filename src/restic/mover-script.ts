import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** What a container `restic` runs in its shell. */
export function readMoverScript(name: 'reach' | 'source' | 'target' | 'look'): string {
  const copies = name === 'source' || name === 'target';
  return readFiles('mover.sh', ...(copies ? ['markers.sh', 'root-entries.sh'] : []), `${name}.sh`);
}

/** What the container `verify` runs in Python. */
export function readVerifyProgram(): string {
  return readFiles('walk.py', 'uncarried.py', 'user.py', 'manifest.py', 'compare.py', 'markers.py', 'verify.py');
}

/** Text of files in `mover/`, which is shipped next to the bundle. */
function readFiles(...names: readonly string[]): string {
  return names.map((name) => readFileSync(resolve(`#mover/${name}`), 'utf8')).join('\n');
}
