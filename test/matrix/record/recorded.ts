import { readFile, writeFile } from 'node:fs/promises';
import { renderPage } from './page.ts';
import type { RecordedRow } from './row.ts';

const files = new URL('../../../docs/', import.meta.url);

/** Puts these rows in the place of what was recorded of them before, and the page for people beside it. */
export async function recordRows(rows: readonly RecordedRow[]): Promise<void> {
  const place = new URL('matrix.json', files);
  const before = JSON.parse(await readFile(place, 'utf8').catch(() => '[]')) as readonly RecordedRow[];
  const all = new Map([...before, ...rows].map((row) => [`${row.mode} ${row.variant} ${row.direction}`, row]));
  const kept = [...all.values()];
  await writeFile(place, renderRecord(kept));
  await writeFile(new URL('matrix.md', files), renderPage(kept));
}

/** A row in each line, so that a difference is read easily. */
function renderRecord(rows: readonly RecordedRow[]): string {
  const lines = rows.map((row) => Object.entries(row).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`));
  return `[\n${lines.map((line) => `  { ${line.join(', ')} }`).join(',\n')}\n]\n`;
}
