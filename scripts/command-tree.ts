import type { Command, Option } from '@commander-js/extra-typings';
import type { Host } from '../src/commands/host.ts';
import { createProgram } from '../src/commands/program.ts';

/** `liqoctl` with all that is below it, to be read and not to be run. */
export function readProgram(): Command {
  // Nothing of the host is used until a command runs.
  return createProgram({ version: '', env: {}, streams: process, program: '', invokedAs: '' } as unknown as Host, () => undefined);
}

/** The commands that do something, in the order of the help. */
export function leavesOf(command: Command): Command[] {
  const below = command.commands as readonly unknown[] as Command[];
  return below.length === 0 ? [command] : below.flatMap(leavesOf);
}

/** All words that lead to a command. */
export function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent as unknown as Command)} ${command.name()}`;
}

export function argumentWord(argument: Command['registeredArguments'][number]): string {
  const word = argument.argChoices?.join('|') ?? argument.name();
  return argument.required ? `<${word}>` : `[${word}]`;
}

/** Flags of kubectl that are taken and not explained. */
export function isSilentFlag({ hidden, long }: Option): boolean {
  return hidden && long !== '--version';
}

export function defaultText({ defaultValue, defaultValueDescription }: Option): string | undefined {
  const text = defaultValueDescription ?? defaultValue;
  return text === undefined ? undefined : String(text);
}
