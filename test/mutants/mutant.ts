/** One wrong change that the tests must notice. */
export interface Mutant {
  /** What goes wrong, in a few words. */
  readonly name: string;
  readonly file: string;
  /** Text that occurs exactly once in `file`. */
  readonly search: string;
  readonly replace: string;
  /** Test files that must notice it; none where the matrix must. */
  readonly tests: readonly string[];
  /** What of the matrix must notice it, in the words of `npm run test:matrix`. */
  readonly matrix?: string;
  /** Only tests whose full name matches this regular expression. */
  readonly filter?: string;
  /** Seconds after which a run that never ends counts as noticed. */
  readonly seconds: number;
}

/** Mutants of one file: what goes wrong, the text, and what replaces it. */
export function mutantsOf(
  common: Omit<Mutant, 'name' | 'search' | 'replace'>,
  changes: readonly (readonly [name: string, search: string, replace: string])[],
): readonly Mutant[] {
  return changes.map(([name, search, replace]) => ({ ...common, name, search, replace }));
}
