import { readFileSync } from 'node:fs';
import type { Command, Option } from '@commander-js/extra-typings';
import { exitCodes } from '../src/base/exit-codes.ts';
import { createControllerCommand, variablesHelp } from '../src/commands/controller/controller-flags.ts';
import { argumentWord, defaultText, isSilentFlag, leavesOf, readProgram, wordsOf } from './command-tree.ts';
import { type Pages, writePages } from './write-pages.ts';

const pages: Pages = {
  'cli-reference.md': renderReference,
  'storage-controller-flags.md': renderControllerFlags,
  '../README.md': renderReadme,
};

/** The page as it is written by hand, with the exit codes of now. */
function renderReadme(): string {
  const [before = '', after = ''] = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split(
    /(?<=^## Exit codes\n\n)[^]*?(?=\n\n## )/m,
  );
  return `${before}${exitCodeTable()}${after}`;
}

function exitCodeTable(): string {
  return table(
    ['code', 'meaning'],
    Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
  );
}

function renderReference(): string {
  const root = readProgram();
  return [
    '# liqoctl: commands and flags',
    'Made from the commands themselves by `npm run docs`.',
    root.description(),
    "All other commands are passed, as they were typed, to Liqo's liqoctl: the next `liqoctl` on the PATH.",
    '## Flags of every command',
    optionTable(root.options.filter(({ hidden, long }) => !hidden && long !== '--version')),
    `These flags of kubectl are taken too: ${root.options.filter(isSilentFlag).map(flagCode).join(', ')}.`,
    ...leavesOf(root).flatMap(renderCommand),
    '## Exit codes',
    exitCodeTable(),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderControllerFlags(): string {
  const command = createControllerCommand('');
  return [
    `# ${command.name()}: flags`,
    'Made from the program itself by `npm run docs`.',
    command.description(),
    optionTable(command.options),
    variablesHelp
      .trim()
      .replaceAll('\n', ' ')
      .replaceAll(/LIQO\w+|--[\w-]+/g, '`$&`'),
    '## Exit codes',
    table(
      ['code', 'meaning'],
      [
        ['0', 'it was asked to stop, finished what it was working on, and freed the lease'],
        ['1', 'the lease is lost, or an unexpected failure; to be started again'],
        ['2', 'usage error: a flag, a kubeconfig, an address that is taken'],
        ['130', 'it was asked to stop twice, and finished nothing'],
      ],
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderCommand(command: Command): string[] {
  const name = wordsOf(command);
  const usage = [name, '[flags]', ...command.registeredArguments.map(argumentWord)];
  const own = command.options.filter(({ hidden }) => !hidden);
  const aliases = command.aliases().map((alias) => `\`${wordsOf(command.parent as unknown as Command)} ${alias}\``);
  return [
    `## ${name}`,
    `${sentence(command.description())}${aliases.length > 0 ? ` Also: ${aliases.join(', ')}.` : ''}`,
    `\`\`\`sh\n${usage.join(' ')}\n\`\`\``,
    ...(own.length > 0 ? [optionTable(own)] : []),
  ];
}

function flagCode({ flags }: Option): string {
  return `\`${flags}\``;
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['flag', 'meaning', 'default'],
    options.map((option) => [flagCode(option), meaningOf(option), defaultOf(option)]),
  );
}

function meaningOf({ description, argChoices, mandatory }: Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`;
  return `${description}${choices}${mandatory ? ' (required)' : ''}`;
}

function defaultOf(option: Option): string {
  const text = defaultText(option);
  return text === undefined ? '' : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const [top = [], ...body] = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const line = widths.map((width) => '-'.repeat(width));
  return [top, line, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

process.exitCode = await writePages('docs', pages, process.argv[2]);
