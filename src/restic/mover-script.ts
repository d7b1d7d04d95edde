import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** Text of a file in `mover/`, which is shipped next to the bundle. */
export function readMoverScript(name: 'mover.sh' | 'reach.sh' | 'source.sh' | 'target.sh' | 'manifest.py'): string {
  return readFileSync(resolve(`#mover/${name}`), 'utf8');
}
