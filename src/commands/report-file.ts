import { AppError } from '../base/errors.ts';
import { escapeText } from '../base/escape.ts';
import type { Ending } from '../output/ending/ending.ts';
import { endingDocument, toJson } from '../output/ending/json.ts';
import type { Host } from './host.ts';

/** Makes the file before the command begins: that it cannot be written must not be found out after a move. Throws AppError `usage`. */
export async function openReport({ writeText }: Pick<Host, 'writeText'>, file: string): Promise<void> {
  try {
    await writeText(file, '');
  } catch (cause) {
    throw new AppError('usage', `--report: ${file} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** Writes the document of `-o json`; warns where that fails, for the command has come to its end. */
export async function writeReport(
  { writeText, streams }: Pick<Host, 'writeText' | 'streams'>,
  file: string,
  ending: Ending,
): Promise<void> {
  try {
    await writeText(file, `${toJson(endingDocument(ending), 2)}\n`);
  } catch (cause) {
    streams.stderr.write(`Warning: the report could not be written: ${reasonOf(cause)}\n`);
  }
}

function reasonOf(cause: unknown): string {
  return escapeText(cause instanceof Error ? cause.message : String(cause));
}
