import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** What the words of a command line mean, as far as that can be said without asking for anything. */
export interface CommandWords {
  /** The command that the words lead to; the root where they name none. */
  readonly command: CommandUnknownOpts;
  /** The words that named it, from the root down. */
  readonly names: readonly string[];
  /** All other words, in order. */
  readonly rest: readonly string[];
  /** Those of them that are neither flags nor values of flags. */
  readonly operands: readonly string[];
  /** All flags, without their values. */
  readonly flags: readonly string[];
  /** Values of the flags that take one. */
  readonly values: ReadonlyMap<Option, readonly string[]>;
  /** The flag whose value would come next. */
  readonly awaiting: Option | undefined;
  /** Whether a lone `--` was among them: no flag comes after it. */
  readonly closed: boolean;
}

/** Takes a command line apart. Flags may stand in front of the command that they belong to, as Go programs take them. */
export function readWords(words: readonly string[], root: CommandUnknownOpts): CommandWords {
  const reader = new WordReader(root);
  for (const word of words) reader.take(word);
  return reader;
}

class WordReader implements CommandWords {
  command: CommandUnknownOpts;
  readonly names: string[] = [];
  readonly rest: string[] = [];
  readonly operands: string[] = [];
  readonly flags: string[] = [];
  readonly values = new Map<Option, string[]>();
  awaiting: Option | undefined;
  closed = false;

  constructor(root: CommandUnknownOpts) {
    this.command = root;
  }

  take(word: string): void {
    if (!this.#isValue(word) && !this.#isFlag(word) && this.#isCommand(word)) return;
    this.rest.push(word);
  }

  #isValue(word: string): boolean {
    if (this.awaiting === undefined) return false;
    this.#keep(this.awaiting, word);
    this.awaiting = undefined;
    return true;
  }

  #isFlag(word: string): boolean {
    if (this.closed || !word.startsWith('-') || word === '-') return false;
    this.closed = word === '--';
    const { flag, value } = splitFlag(word);
    this.flags.push(flag);
    const option = findOption(this.command, flag);
    if (option === undefined || !takesValue(option)) return true;
    if (value === undefined) this.awaiting = option;
    else this.#keep(option, value);
    return true;
  }

  #isCommand(word: string): boolean {
    const child = this.operands.length > 0 || this.closed ? undefined : findChild(this.command, word);
    if (child === undefined) return this.operands.push(word) === 0;
    this.command = child;
    return this.names.push(word) > 0;
  }

  #keep(option: Option, value: string): void {
    this.values.set(option, [...(this.values.get(option) ?? []), value]);
  }
}

/** The flags that count at a command: its own and those of the commands above it. */
export function optionsOf(command: CommandUnknownOpts): readonly Option[] {
  return command.parent === null ? command.options : [...command.options, ...optionsOf(command.parent)];
}

export function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

/** `--flag=value`, `-f=value` and `-fvalue` in two parts. */
export function splitFlag(word: string): { readonly flag: string; readonly value?: string } {
  const [, flag = word, value] = (word.startsWith('--') ? /^(--[^=]+)=(.*)$/s : /^(-[^-])=?(.+)$/s).exec(word) ?? [];
  return value === undefined ? { flag } : { flag, value };
}

function findOption(command: CommandUnknownOpts, flag: string): Option | undefined {
  return [...optionsOf(command), ...optionsBelow(command)].find(({ short, long }) => short === flag || long === flag);
}

function optionsBelow(command: CommandUnknownOpts): readonly Option[] {
  return command.commands.flatMap((child) => [...child.options, ...optionsBelow(child)]);
}

function findChild(command: CommandUnknownOpts, name: string): CommandUnknownOpts | undefined {
  return command.commands.find((child) => child.name() === name || child.aliases().includes(name));
}
