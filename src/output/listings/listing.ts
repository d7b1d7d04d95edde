/** What a command that only tells has found, in every form that it can be printed in. */
export interface Listing {
  /** For people; nothing where nothing was found. */
  readonly text: readonly string[];
  /** What people are told where nothing was found. */
  readonly nothing: string;
  /** The one document of `-o json`, without its version and exit code. */
  readonly document: object;
  /** One line of `-o jsonl` each. */
  readonly items: readonly object[];
  /** One line of `-o name` each. */
  readonly names: readonly string[];
}
