import type { Command, CommanderError } from '@commander-js/extra-typings';
import { AppError } from '../../base/errors.ts';
import type { Streams } from '../../output/streams.ts';

/** Keeps commander from ending the process, from writing to it, and from speaking in its own tone. */
export function configureCommand(command: Command, streams: Streams): void {
  const { stdout, stderr } = streams;
  command
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(error, command);
    })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    })
    .configureHelp({ showGlobalOptions: true });
  for (const child of command.commands) configureCommand(child as Command, streams);
}

function usageError(error: CommanderError, command: Command): AppError {
  const help = `${fullName(command)} --help    shows what can be typed`;
  // Without a subcommand, commander has written the help already.
  if (error.code === 'commander.help') return new AppError('usage', 'a command is missing', { next: [help], cause: error });
  const [message = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  return new AppError('usage', message, { next: [...hints, help], cause: error });
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent as unknown as Command)} ${command.name()}` : command.name();
}
