import type { Candidate } from '../../move/info/candidates.ts';
import type { CommandWords } from '../next/command-words.ts';
import { infoName } from '../info-commands.ts';

/** What is offered, with cobra's directive to the shell. */
export interface Offer {
  readonly candidates: readonly Candidate[];
  readonly directive: number;
}

/** Whether words could go on with a command that is not ours, or have done so. */
export function concernsOthers({ command, closed }: CommandWords): boolean {
  return !closed && (command.parent === null || command.name() === infoName);
}

/** Reads an answer in cobra's protocol: a value, a tab and a description per line, then a colon and the directive. */
export function parseAnswer(text: string): Offer | undefined {
  const lines = text.trimEnd().split('\n');
  const [, directive] = /^:(\d{1,3})$/.exec(lines.pop() ?? '') ?? [];
  if (directive === undefined) return undefined;
  return {
    directive: Number(directive),
    // What cobra marks so is shown to the person, and is nothing to type.
    candidates: lines.filter((line) => !line.startsWith('_activeHelp_')).map(parseCandidate),
  };
}

function parseCandidate(line: string): Candidate {
  const [value = '', description = ''] = line.split('\t');
  return { value, description };
}
