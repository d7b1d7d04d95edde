import { type OutputFormat, outputFormats } from '../../output/formats.ts';

/** The format that was typed, for a command line that could not be parsed: programs read the error of that, too. */
export function typedFormat(argv: readonly string[]): OutputFormat {
  const typed = argv.flatMap((word, index) => {
    const [, joined] = /^(?:-o=?|--output=)(.+)$/s.exec(word) ?? [];
    return joined ?? (['-o', '--output'].includes(argv[index - 1] ?? '') ? word : []);
  });
  return outputFormats.find((format) => format === typed.at(-1)) ?? 'text';
}
