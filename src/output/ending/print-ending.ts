import type { Clock } from '../../base/time/clock.ts';
import { isForPeople, type OutputFormat } from '../formats.ts';
import type { Env, Streams } from '../streams.ts';
import { styleFor } from '../style.ts';
import { writeLines } from '../write-lines.ts';
import type { Ending } from './ending.ts';
import { endingNames } from './ending-names.ts';
import { type EndingText, endingText } from './ending-text.ts';
import { endingDocument, endingLines, toJson } from './json.ts';
import { toYaml } from './yaml.ts';

interface PrintOptions {
  readonly format: OutputFormat;
  readonly streams: Streams;
  readonly env: Env;
  readonly clock: Clock;
  readonly verbose: boolean;
}

/** The last of a command: its result on stdout, remarks on stderr. Loads nothing that only progress needs. */
export function printEnding(ending: Ending, { format, streams, env, clock, verbose }: PrintOptions): void {
  const styles = { result: styleFor(streams.stdout, env), remarks: styleFor(streams.stderr, env) };
  const text = endingText(ending, { styles, verbose });
  // First, since some remarks are about it.
  writeLines(streams.stdout, results[format](ending, text, clock.now()));
  // That nothing was found, a program sees in the document.
  if (isForPeople[format] || ending.kind !== 'listing') writeLines(streams.stderr, text.remarks);
}

const results: Readonly<Record<OutputFormat, (ending: Ending, text: EndingText, now: Date) => readonly string[]>> = {
  text: (_ending, text) => text.result,
  // What is wider about it, a listing knows.
  wide: (_ending, text) => text.result,
  yaml: (ending) => [toYaml(endingDocument(ending))],
  json: (ending) => [toJson(endingDocument(ending), 2)],
  name: endingNames,
  jsonl: (ending, _text, now) => endingLines(ending, now),
};
