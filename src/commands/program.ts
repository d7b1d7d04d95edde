import { type Command, CommanderError } from '@commander-js/extra-typings';
import { AppError } from '../base/errors.ts';
import { normalizeGoFlags } from './go-flags.ts';
import { handOver } from './hand-over.ts';
import type { Host, Run } from './host.ts';
import { addMoveCommands } from './move-commands.ts';
import { createRoot } from './root-flags.ts';

/** Finds the command that `argv` means; help is written here. Throws AppError `usage`. */
export function parseCommandLine(argv: readonly string[], host: Host): Run {
  let chosen: Run = async () => 0;
  const program = createProgram(host, (run) => (chosen = run));
  configure(program as unknown as Command, host);
  try {
    program.parse(normalizeGoFlags(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
  }
  return chosen;
}

/** All commands; what they do is loaded when they run. */
function createProgram(host: Host, choose: (run: Run) => void) {
  const root = createRoot()
    .description('Moves Kubernetes volumes between the clusters that Liqo joins.')
    .version(host.version, '--version');
  // The command of that name is in the help; this would stand in the help of every command.
  root.options.find(({ long }) => long === '--version')?.hideHelp();
  addMoveCommands(root, host, choose);
  root
    .command('version')
    .description('print the version')
    .action(() => choose(async () => (await import('./version.ts')).version(host)));
  root.on('command:*', ([command = '']: string[]) => handOver(command));
  return root;
}

/** Keeps commander from ending the process, from writing to it, and from speaking in its own tone. */
function configure(command: Command, host: Host): void {
  const { stdout, stderr } = host.streams;
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
  for (const child of command.commands) configure(child as Command, host);
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
