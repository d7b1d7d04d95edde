import { Argument, type Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { closest } from '../base/closest.ts';
import { escapeText } from '../base/escape.ts';
import { type CommandWords, readWords } from './next/command-words.ts';
import { configureCommand, helpLine } from './flags/configure-command.ts';
import { refuseUnknownFlag } from './flags/unknown-flag.ts';
import { normalizeGoFlags } from './flags/go-flags.ts';
import type { Host, Run } from './host.ts';
import { addInfoCommands, infoName } from './info-commands.ts';
import { addMoveCommands, moveName } from './move/move-commands.ts';
import { findNextLiqoctl } from './next/next-liqoctl.ts';
import { createRoot } from './flags/root-flags.ts';
import { completesPlugin, spokenAs, spokenName } from './next/spoken-name.ts';
import { wrapText } from '../output/wrap.ts';

/** Finds the command that `argv` means; help is written here. Throws AppError `usage`. */
export function parseCommandLine(argv: readonly string[], host: Host): Run {
  let chosen: Run = async () => 0;
  const program = createProgram(host, (run) => (chosen = run));
  const asked = completesPlugin(host.invokedAs) ? argv : wordsToComplete(argv);
  if (asked !== undefined) return async () => (await import('./completion/complete.ts')).complete(asked, program, host);
  const words = readWords(normalizeGoFlags(argv), program);
  const unknown = findUnknownCommand(words, program, host);
  if (unknown !== undefined) {
    const meant = closest(
      unknown,
      program.commands.map((ours) => ours.name()),
    );
    return async () => (await import('./next/hand-over.ts')).handOver(argv, { name: unknown, meant }, host);
  }
  const explained = findExplained(words, program);
  if (explained !== undefined) return async () => (explained.outputHelp(), 0);
  if (!takesOthersFlags(words.command)) refuseUnknownFlag(words, helpLine(words.command));
  try {
    program.parse([...words.names, ...words.rest], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
  }
  return chosen;
}

/** The words that a shell asks about: by our script, or by the one of the Go tool. */
function wordsToComplete([command, ...words]: readonly string[]): readonly string[] | undefined {
  if (command === 'complete' && words[0] === '--') return words.slice(1);
  return command === '__complete' || command === '__completeNoDesc' ? words : undefined;
}

/** The command whose help is asked for: by `help` in front of it, or by typing nothing else than a command that has others below it. */
function findExplained({ command, operands, rest }: CommandWords, program: Command): CommandUnknownOpts | undefined {
  if (rest.length === 0 && command.commands.length > 0) return command;
  const [first, ...names] = operands;
  if (command.parent !== null || first !== 'help') return undefined;
  return readWords(names, program).command;
}

/** What the other program knows of flags is for it to say. */
function takesOthersFlags(command: CommandUnknownOpts): boolean {
  return command.name() === versionName || command.commands.length > 0;
}

/** The name of the command that is not ours, where `words` mean one. */
function findUnknownCommand({ command, operands, rest }: CommandWords, program: Command, host: Host): string | undefined {
  const [first, second] = operands;
  if (command.name() === infoName) return rest.some((word) => word === '-h' || word === '--help') ? undefined : (first ?? infoName);
  // Without another program, the word is more likely a typing mistake, and commander knows what comes near it.
  if (command.name() === moveName) return first === 'help' || findNextLiqoctl(host.env, host.program) === undefined ? undefined : first;
  if (command.parent !== null) return undefined;
  if (first !== 'help') return first;
  return program.commands.some((ours) => ours.name() === second) ? undefined : second;
}

const versionName = 'version';

const completionHelp = `
Load it with:
  bash         source <(liqoctl completion bash)
  zsh          source <(liqoctl completion zsh)        after compinit
  fish         liqoctl completion fish | source
  powershell   liqoctl completion powershell | Out-String | Invoke-Expression`;

/** All commands; what they do is loaded when they run. */
export function createProgram(host: Host, choose: (run: Run) => void): Command {
  const name = spokenName(host.invokedAs);
  const root = createRoot()
    .name(name)
    .description('Moves PersistentVolumeClaims, data included, between Liqo-peered clusters.')
    .version(host.version, '--version')
    .addHelpText('after', () => othersHelp(host));
  // The command of that name is in the help; this would stand in the help of every command.
  root.options.find(({ long }) => long === '--version')?.hideHelp();
  addMoveCommands(root, host, choose);
  addInfoCommands(root, host, choose);
  root
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish', 'powershell'] as const))
    .addHelpText('after', () => completionHelp)
    .action((shell) => choose(async () => (await import('./completion/completion.ts')).completion(host, shell)));
  root
    .command(versionName)
    .description('print the version')
    .option('--client', "client version only: neither this program nor Liqo's liqoctl connects to a cluster")
    .option('-o, --output <format>', 'json or yaml')
    // What the other program knows is for it to say.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(({ output }) => choose(async (argv) => (await import('./next/version.ts')).version(output, argv, host)));
  const program = root as unknown as Command;
  configureCommand(program, host.streams, (help) => spokenAs(name, help));
  return program;
}

function othersHelp({ env, program, streams }: Host): string {
  const next = findNextLiqoctl(env, program);
  const where = next === undefined ? "Liqo's liqoctl; none was found on the PATH" : escapeText(next);
  return `\n${wrapText(`All other commands are passed to ${where}.`, streams.stdout.columns ?? 80)}`;
}
