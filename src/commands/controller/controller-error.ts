import { asAppError } from '../../output/ending/ending.ts';
import { renderExplanation } from '../../output/ending/explain.ts';
import { formatHint } from '../../output/ending/hint-text.ts';
import type { Style } from '../../output/style.ts';
import { exitCodeOfError } from '../exit-code.ts';

/** Why the controller did not start, for people, and with which exit code it ends. */
export function explainController(thrown: unknown, style: Style): { readonly lines: readonly string[]; readonly exitCode: number } {
  const error = asAppError(thrown);
  const usual = error.kind === 'usage' ? ['liqo-storage-controller --help    for usage'] : [];
  const next = error.next.length > 0 ? error.next.map((hint) => formatHint(hint, { program: 'liqoctl', flags: [] })) : usual;
  return { lines: renderExplanation({ headline: error.message, seen: error.seen, next }, style), exitCode: exitCodeOfError(error) };
}
