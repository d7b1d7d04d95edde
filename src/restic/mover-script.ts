import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const loader = 'load.py';

/** What a container `restic` runs in its shell: one text, since there is no file in the pod that it could source. */
export function readMoverScript(name: 'reach' | 'source' | 'target' | 'look'): string {
  return readSourced(`${name}.sh`, new Set());
}

/** A file with the text of those that it sources in their place, each only where the first one needs it. */
function readSourced(file: string, seen: Set<string>): string {
  if (seen.has(file)) return '';
  seen.add(file);
  return readFile(file).replaceAll(/^\. \.\/(.+)\n/gm, (_, sourced: string) => readSourced(sourced, seen));
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
