/**
 * One thing to type or do next. A line for the terminal is data until somebody shows it: only there it is known which flags lead to the same
 * cluster again, and without them a pasted line acts on another one.
 */
export type Hint = string | CommandHint;

export interface CommandHint {
  readonly program: 'liqoctl' | 'kubectl';
  /** Shell-safe words after the program's name. */
  readonly words: string;
  /** What comes of it, e.g. `goes back all the same`. */
  readonly effect?: string;
  /** Another cluster to type it in, whose flags we do not know; absent: the one that the user works with. */
  readonly cluster?: string;
}

/** A line of our own on the cluster that the user works with. */
export function liqoctl(words: string, effect?: string): CommandHint {
  return { program: 'liqoctl', words, ...(effect !== undefined && { effect }) };
}

/** A line for kubectl on the cluster that the user works with. */
export function kubectl(words: string, effect?: string): CommandHint {
  return { program: 'kubectl', words, ...(effect !== undefined && { effect }) };
}

/** The same hint for another cluster. */
export function elsewhere(hint: Hint, cluster: string): Hint {
  return typeof hint === 'string' ? `${hint}    in ${cluster}` : { ...hint, cluster };
}

/** Each hint once. */
export function distinctHints(hints: readonly Hint[]): readonly Hint[] {
  return [...new Map(hints.map((hint) => [JSON.stringify(hint), hint])).values()];
}
