import { type Command, type CommanderError, type CommandUnknownOpts, Help, type Option } from '@commander-js/extra-typings';
import { AppError } from '../../base/errors.ts';
import type { Streams } from '../../output/streams.ts';

/** Columns below which a description stands under its term, not beside it. */
const leastWidth = 24;

/** Commander does not wrap at all where little room is left. */
function formatItem(this: Help, ...item: Parameters<Help['formatItem']>): string {
  const [term, termWidth, description, helper] = item;
  const columns = this.helpWidth ?? 80;
  if (description === '' || columns - termWidth - 4 >= leastWidth) {
    return Help.prototype.formatItem.call(this, ...item);
  }
  return `  ${term}\n${helper.boxWrap(description, columns - 8).replaceAll(/^/gm, ' '.repeat(8))}`;
}

/** Commander says so only after the command was run without it. */
function optionDescription(this: Help, option: Option): string {
  return `${Help.prototype.optionDescription.call(this, option)}${option.mandatory ? ' (required)' : ''}`;
}

/** Keeps commander from ending the process, from writing to it, and from speaking in its own tone; `word` has the last say on a help text. */
export function configureCommand(command: Command, streams: Streams, word = (help: string): string => help): void {
  const { stdout, stderr } = streams;
  command
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(error, command);
    })
    .configureOutput({
      writeOut: (text) => stdout.write(word(text)),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    })
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: leastWidth, formatItem, optionDescription });
  for (const child of command.commands) configureCommand(child as Command, streams, word);
}

function usageError(error: CommanderError, command: Command): AppError {
  const help = helpLine(command);
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new AppError('usage', message, { next: [help], cause: error });
}

/** What to type for the help of a command. */
export function helpLine(command: CommandUnknownOpts): string {
  return `${fullName(command)} --help    for usage`;
}

function fullName(command: CommandUnknownOpts): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
