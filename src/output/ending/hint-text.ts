import type { Hint } from '../../base/hint.ts';

/** A hint as a line; `flags` lead to the cluster that the user works with, and to no other. */
export function formatHint(hint: Hint, flags: readonly string[]): string {
  if (typeof hint === 'string') return hint;
  const { program, words, effect, cluster } = hint;
  const line = [program, words, ...(cluster === undefined ? flags : [])].join(' ');
  return [line, effect, cluster && `in ${cluster}`].filter((part) => part !== undefined).join('    ');
}
