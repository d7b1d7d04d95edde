import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const loader = 'load.py';

const common = ['markers.sh', 'root-entries.sh', 'times.sh'] as const;
const shared = { reach: [], look: [], source: common, target: [...common, 'unfit.sh'] } as const;

/** What a container `restic` runs in its shell. */
export function readMoverScript(name: 'reach' | 'source' | 'target' | 'look'): string {
  return ['mover.sh', ...shared[name], `${name}.sh`].map(readFile).join('\n');
}

/** What the container `verify` runs: the loader, and the modules that it finds by the names before them. */
export function readVerifyCommand(): string[] {
  const folder = dirname(resolve(`#mover/${loader}`));
  const modules = readdirSync(folder).filter((file) => file.endsWith('.py') && file !== loader);
  return ['python3', '-c', readFile(loader), ...modules.flatMap((file) => [basename(file, '.py'), readFile(file)])];
}

/** Text of a file in `mover/`, which is shipped next to the bundle. */
function readFile(name: string): string {
  return readFileSync(resolve(`#mover/${name}`), 'utf8');
}
