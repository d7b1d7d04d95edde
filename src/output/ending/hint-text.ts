import type { Hint } from '../../base/hint.ts';

/** A hint as a line; `flags` lead to the cluster that the user works with. */
export function formatHint(hint: Hint, flags: readonly string[]): string {
  if (typeof hint === 'string') return hint;
  const line = [hint.program, hint.words, ...flags].join(' ');
  return hint.effect === undefined ? line : `${line}    ${hint.effect}`;
}
