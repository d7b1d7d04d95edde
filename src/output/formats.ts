/** How results can be printed (`-o`). The compiler leads to every place that has to know a new one. */
export const outputFormats = ['text', 'json', 'jsonl'] as const;

export type OutputFormat = (typeof outputFormats)[number];
