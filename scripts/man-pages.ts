import type { Command, Option } from '@commander-js/extra-typings';
import manifest from '../package.json' with { type: 'json' };
import { exitCodes } from '../src/base/exit-codes.ts';
import { createControllerCommand, variablesHelp } from '../src/commands/controller/controller-flags.ts';
import { argumentWord, defaultText, leavesOf, readProgram, wordsOf } from './command-tree.ts';
import { writePages } from './write-pages.ts';

const root = readProgram();
const leaves = leavesOf(root);
const controller = createControllerCommand('');

const pages = Object.fromEntries([
  [pageOf(root), renderRoot],
  ...leaves.map((command) => [pageOf(command), () => renderLeaf(command)] as const),
  [pageOf(controller), renderController],
]);

function renderRoot(): string {
  return page(root, [
    section('SYNOPSIS', [bold(root.name()), '[flags] command [flags] [arguments]']),
    section('DESCRIPTION', [
      text(root.description()),
      '.PP',
      text('A command that is not listed here is passed, as it was typed, to the next liqoctl on the PATH.'),
    ]),
    section('COMMANDS', leaves.flatMap(commandEntry)),
    section('FLAGS OF EVERY COMMAND', shown(root.options).flatMap(flagEntry)),
    section('EXIT STATUS', Object.values(exitCodes).flatMap(exitEntry)),
    section('SEE ALSO', [text(leaves.map((command) => `${dashed(command)}(1)`).join(', '))]),
  ]);
}

function renderLeaf(command: Command): string {
  const words = [wordsOf(command), '[flags]', ...command.registeredArguments.map(argumentWord)].join(' ');
  const flags = shown(command.options).flatMap(flagEntry);
  return page(command, [
    section('SYNOPSIS', [bold(words)]),
    section('DESCRIPTION', [text(sentence(command.description()))]),
    ...(flags.length > 0 ? [section('FLAGS', flags)] : []),
    section('SEE ALSO', [text(`${root.name()}(1), which has the flags of every command and the exit status`)]),
  ]);
}

function renderController(): string {
  return page(controller, [
    section('SYNOPSIS', [bold(controller.name()), '[flags]']),
    section('DESCRIPTION', [text(sentence(controller.description())), '.PP', text(variablesHelp.trim().replaceAll('\n', ' '))]),
    section('FLAGS', shown(controller.options).flatMap(flagEntry)),
  ]);
}

function page(command: Command, sections: readonly string[]): string {
  const title = `.TH ${quoted(dashed(command).toUpperCase())} 1 "" ${quoted(`liqoctl ${manifest.version}`)} "User Commands"`;
  const name = section('NAME', [`${escape(dashed(command))} \\- ${escape(command.description().replace(/\.$/, ''))}`]);
  return [String.raw`.\" Made from the commands themselves by npm run docs.`, title, name, ...sections].join('\n').concat('\n');
}

function section(heading: string, lines: readonly string[]): string {
  return [`.SH ${quoted(heading)}`, ...lines].join('\n');
}

function commandEntry(command: Command): string[] {
  return ['.TP', bold(wordsOf(command)), text(`${sentence(command.description())} See ${dashed(command)}(1).`)];
}

function flagEntry(option: Option): string[] {
  const choices = option.argChoices === undefined ? '' : ` One of ${option.argChoices.join(', ')}.`;
  const byDefault = defaultText(option) === undefined ? '' : ` Default: ${defaultText(option)}.`;
  const needed = option.mandatory ? ' Required.' : '';
  return ['.TP', bold(option.flags), text(`${sentence(option.description)}${choices}${byDefault}${needed}`)];
}

function exitEntry({ code, meaning }: { readonly code: number; readonly meaning: string }): string[] {
  return ['.TP', bold(String(code)), text(sentence(meaning.replaceAll('`', '')))];
}

function shown(options: readonly Option[]): readonly Option[] {
  return options.filter(({ hidden }) => !hidden);
}

function pageOf(command: Command): string {
  return `${dashed(command)}.1`;
}

function dashed(command: Command): string {
  return wordsOf(command).replaceAll(' ', '-');
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`;
}

function bold(words: string): string {
  return `.B ${quoted(words)}`;
}

function quoted(words: string): string {
  return `"${escape(words).replaceAll('"', String.raw`\(dq`)}"`;
}

/** A line that begins with a dot or an apostrophe would be a request of roff. */
function text(words: string): string {
  return escape(words).replace(/^(?=[.'])/, String.raw`\&`);
}

function escape(words: string): string {
  return words.replaceAll('\\', String.raw`\e`).replaceAll('-', String.raw`\-`);
}

process.exitCode = await writePages('man', pages, process.argv[2]);
