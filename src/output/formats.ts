/** How results can be printed (`-o`), named as kubectl names them. The compiler leads to every place that has to know a new one. */
export const outputFormats = ['text', 'wide', 'yaml', 'json', 'jsonl', 'name'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** Which of them are read by people; of the others each is for programs. */
export const isForPeople: Readonly<Record<OutputFormat, boolean>> = {
  text: true,
  wide: true,
  yaml: false,
  json: false,
  jsonl: false,
  name: false,
};
