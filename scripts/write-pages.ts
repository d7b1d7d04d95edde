import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Pages that are made from the programs themselves, by file name. */
export type Pages = Readonly<Record<string, () => string>>;

/** Writes the pages into a folder of the repository, or with `--check` only says which are not current. Returns the exit code. */
export async function writePages(folder: string, pages: Pages, mode: string | undefined): Promise<number> {
  const place = new URL(`../${folder}/`, import.meta.url);
  await mkdir(place, { recursive: true });
  let outdated = 0;
  for (const [name, render] of Object.entries(pages)) {
    const page = new URL(name, place);
    if (mode !== '--check') await writeFile(page, render());
    else if ((await readFile(page, 'utf8').catch(() => '')) !== render()) {
      process.stderr.write(`${fileURLToPath(page)} is not current: npm run docs\n`);
      outdated += 1;
    }
  }
  return outdated === 0 ? 0 : 1;
}
