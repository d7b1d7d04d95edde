import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

const common = ['markers.sh', 'root-entries.sh', 'times.sh'] as const;
const shared = { reach: [], look: [], source: common, target: [...common, 'unfit.sh'] } as const;

/** What a container `restic` runs in its shell. */
export function readMoverScript(name: 'reach' | 'source' | 'target' | 'look'): string {
  return readFiles('mover.sh', ...shared[name], `${name}.sh`);
}

/** What the container `verify` runs in Python. */
export function readVerifyProgram(): string {
  return readFiles(
    'walk.py',
    'attributes.py',
    'times.py',
    'uncarried.py',
    'user.py',
    'manifest.py',
    'unfit.py',
    'differences.py',
    'compare.py',
    'markers.py',
    'verify.py',
  );
}

/** Text of files in `mover/`, which is shipped next to the bundle. */
function readFiles(...names: readonly string[]): string {
  return names.map((name) => readFileSync(resolve(`#mover/${name}`), 'utf8')).join('\n');
}
