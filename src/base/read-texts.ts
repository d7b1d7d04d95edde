import { readdirSync, readFileSync } from 'node:fs';

/**
 * Texts of the files in a folder of the sources, by name. A call of the form `readTexts(new URL(FOLDER, import.meta.url))` is replaced by its
 * result when the programs are built (`scripts/embed-texts.ts`): they need no files beside them.
 */
export function readTexts(folder: URL): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(new URL(name, folder), 'utf8')]));
}
