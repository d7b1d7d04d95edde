import type { Hint } from '../../base/hint.ts';

/** How a command of ours is typed again. */
export interface Again {
  /** What people type to start us: `liqoctl`, or `kubectl liqo`. */
  readonly program: string;
  /** Shell-safe flags that lead to the same cluster, e.g. `--context rome`. */
  readonly flags: readonly string[];
}

/** A hint as a line; flags are for the cluster that the user works with, and for no other. */
export function formatHint(hint: Hint, { program: ours, flags }: Again): string {
  if (typeof hint === 'string') return hint.replace(/^liqoctl /, `${ours} `);
  const { program, words, effect, cluster } = hint;
  const line = [program === 'liqoctl' ? ours : program, words, ...(cluster === undefined ? flags : [])].join(' ');
  return [line, effect, cluster && `in ${cluster}`].filter((part) => part !== undefined).join('    ');
}
