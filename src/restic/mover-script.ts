import { readTexts } from '../base/read-texts.ts';

/** What runs in the pods, by file name. */
const files = readTexts(new URL('mover/', import.meta.url));
const loader = 'load.py';

/** What a container `restic` runs in its shell: one text, since there is no file in the pod that it could source. */
export function readMoverScript(name: 'reach' | 'source' | 'warm' | 'target' | 'look'): string {
  return readSourced(`${name}.sh`, new Set());
}

/** A file with the text of those that it sources in their place, each only where the first one needs it. */
function readSourced(file: string, seen: Set<string>): string {
  if (seen.has(file)) return '';
  seen.add(file);
  return textOf(file).replaceAll(/^\. \.\/(.+)\n/gm, (_, sourced: string) => readSourced(sourced, seen));
}

/** What the container `verify` runs: the loader, and the modules that it finds by the names before them. */
export function readVerifyCommand(): string[] {
  const modules = Object.entries(files).filter(([name]) => name.endsWith('.py') && name !== loader);
  return ['python3', '-c', textOf(loader), ...modules.flatMap(([name, text]) => [name.slice(0, -'.py'.length), text])];
}

/** Throws where there is no such file. */
function textOf(name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`there is no file ${name} for the movers`);
  return text;
}
