/** How results can be printed (`-o`). Whoever adds one is led by the compiler to every place that has to know it. */
export const outputFormats = ['text', 'json', 'jsonl'] as const;

export type OutputFormat = (typeof outputFormats)[number];
