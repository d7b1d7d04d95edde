import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { escapeText } from '../../base/escape.ts';
import type { Candidate } from '../../move/info/candidates.ts';
import { writeLines } from '../../output/write-lines.ts';
import { type CommandWords, optionsOf, readWords, splitFlag, takesValue } from '../next/command-words.ts';
import type { Host } from '../host.ts';
import { argumentSources, flagSources, type Source } from './sources.ts';
import { type Offer, concernsOthers, parseAnswer } from './others.ts';
import { askSource } from './ask.ts';

/** cobra's directives: whether the shell may offer files where we have nothing. */
const directives = { noFiles: 4, files: 0 } as const;

/** Prints what could be typed in place of the last word: a value, a tab and a description per line, then the directive. Never fails. */
export async function complete(words: readonly string[], program: CommandUnknownOpts, host: Host): Promise<number> {
  const place = findPlace(words, program);
  const asked = [listOurs(place, host), askOthers(place, words, host)].map(noneOnFailure);
  const answers = (await Promise.all(asked)).filter((answer) => answer !== undefined && answer.candidates.length > 0);
  const offered = new Map<string, string>();
  for (const { value, description } of answers.flatMap((answer) => answer?.candidates ?? [])) {
    if (isPlain(value) && !offered.has(value)) offered.set(value, escapeText(description));
  }
  const lines = [...offered].map(([value, description]) => `${value}\t${description}`);
  writeLines(host.streams.stdout, [...lines, `:${answers[0]?.directive ?? directiveOf(place)}`]);
  return 0;
}

/** A line break or a tab in a value would make two of it. */
function isPlain(value: string): boolean {
  return value !== '' && !/\p{Cc}/u.test(value);
}

async function noneOnFailure<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}

function directiveOf({ source }: Place): number {
  return source?.from === 'files' ? directives.files : directives.noFiles;
}

async function listOurs(place: Place, host: Host): Promise<Offer> {
  const { known, source, before, prefix } = place;
  const all = source === undefined || source.from === 'files' ? known : await askSource(source, before, host);
  return { candidates: all.filter(({ value }) => value.startsWith(prefix)), directive: directiveOf(place) };
}

async function askOthers({ before, source }: Place, words: readonly string[], host: Host): Promise<Offer | undefined> {
  // Flags of ours in front of any command are ours to answer.
  if (!concernsOthers(before) || source !== undefined) return undefined;
  const { askNext } = await import('../next/hand-over.ts');
  return parseAnswer(await askNext(['__complete', ...words], host));
}

/** Where in a command line the word stands that is being typed. */
interface Place {
  readonly before: CommandWords;
  readonly prefix: string;
  /** Words that are known without asking. */
  readonly known: readonly Candidate[];
  readonly source: Source | undefined;
}

function findPlace(words: readonly string[], program: CommandUnknownOpts): Place {
  const word = words.at(-1) ?? '';
  const before = readWords(words.slice(0, -1), program);
  if (before.awaiting !== undefined) return { before, prefix: word, ...valuesOf(before.awaiting) };
  const { flag, value } = splitFlag(word);
  if (before.closed || !word.startsWith('-')) return { before, prefix: word, ...operandsOf(before) };
  const option = value === undefined ? undefined : optionsOf(before.command).find(({ long, short }) => long === flag || short === flag);
  if (option !== undefined && takesValue(option)) return { before, prefix: value ?? '', ...valuesOf(option) };
  return { before, prefix: word, known: flagsOf(before), source: undefined };
}

type Words = Pick<Place, 'known' | 'source'>;

function valuesOf(option: Option): Words {
  const known = (option.argChoices ?? []).map((value) => ({ value, description: '' }));
  return { known, source: flagSources[option.long ?? ''] };
}

function operandsOf({ command, names, operands }: CommandWords): Words {
  const below = command.commands.filter((child) => operands.length === 0 && child.name() !== '');
  if (below.length > 0) return { known: below.map(commandCandidate), source: undefined };
  const argument = command.registeredArguments[operands.length];
  if (argument === undefined) return { known: [], source: undefined };
  const known = (argument.argChoices ?? []).map((value) => ({ value, description: '' }));
  return { known, source: argumentSources[pathOf(command, names)] };
}

/** Aliases stand for the command's own name. */
function pathOf(command: CommandUnknownOpts, names: readonly string[]): string {
  return [...names.slice(0, -1), command.name()].join(' ');
}

function commandCandidate(command: CommandUnknownOpts): Candidate {
  return { value: command.name(), description: command.description() };
}

/** Flags that were not given yet, in the order of the help. */
function flagsOf({ command, rest }: CommandWords): Candidate[] {
  const given = new Set(rest.map((word) => splitFlag(word).flag));
  const open = optionsOf(command).filter(({ hidden, long, short }) => !hidden && !given.has(long ?? '') && !given.has(short ?? ''));
  return [...open.map(({ long, description }) => ({ value: long ?? '', description })), { value: '--help', description: 'show the help' }];
}
