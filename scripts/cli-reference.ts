import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from '@commander-js/extra-typings';
import { exitCodes } from '../src/base/exit-codes.ts';
import { createControllerCommand, variablesHelp } from '../src/commands/controller/controller-flags.ts';
import type { Host } from '../src/commands/host.ts';
import { createProgram } from '../src/commands/program.ts';

/** The pages that are made from the programs themselves. */
const pages: Readonly<Record<string, () => string>> = {
  'cli-reference.md': renderReference,
  'storage-controller-flags.md': renderControllerFlags,
};

/** Writes the pages into docs; with `--check` it only says which are not current. */
async function main(mode: string | undefined): Promise<number> {
  let outdated = 0;
  for (const [name, render] of Object.entries(pages)) {
    const page = new URL(`../docs/${name}`, import.meta.url);
    if (mode !== '--check') await writeFile(page, render());
    else if ((await readFile(page, 'utf8').catch(() => '')) !== render()) {
      process.stderr.write(`${fileURLToPath(page)} is not current: npm run docs\n`);
      outdated += 1;
    }
  }
  return outdated === 0 ? 0 : 1;
}

function renderReference(): string {
  // Nothing of the host is used until a command runs.
  const root = createProgram({ version: '', env: {}, streams: process, program: '' } as unknown as Host, () => undefined);
  return [
    '# liqoctl: commands and flags',
    'Made from the commands themselves by `npm run docs`.',
    root.description(),
    'Commands that are not here are handed over, as they were typed, to the next `liqoctl` on the PATH.',
    '## Flags of every command',
    optionTable(root.options.filter(({ hidden, long }) => !hidden && long !== '--version')),
    `These flags of kubectl are taken too: ${root.options.filter(isHiddenFlag).map(flagCode).join(', ')}.`,
    ...leavesOf(root).flatMap(renderCommand),
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
    ),
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
        ['2', 'wrong usage: a flag, a kubeconfig, an address that is taken'],
        ['130', 'it was asked to stop twice, and finished nothing'],
      ],
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderCommand(command: Command): string[] {
  const name = nameOf(command);
  const usage = [name, '[flags]', ...command.registeredArguments.map(argumentWord)];
  const own = command.options.filter(({ hidden }) => !hidden);
  const aliases = command.aliases().map((alias) => `\`${nameOf(command.parent as unknown as Command)} ${alias}\``);
  return [
    `## ${name}`,
    `${sentence(command.description())}${aliases.length > 0 ? ` Also: ${aliases.join(', ')}.` : ''}`,
    `\`\`\`sh\n${usage.join(' ')}\n\`\`\``,
    ...(own.length > 0 ? [optionTable(own)] : []),
  ];
}

function argumentWord(argument: Command['registeredArguments'][number]): string {
  const word = argument.argChoices?.join('|') ?? argument.name();
  return argument.required ? `<${word}>` : `[${word}]`;
}

function leavesOf(command: Command): Command[] {
  const below = command.commands as readonly unknown[] as Command[];
  return below.length === 0 ? [command] : below.flatMap(leavesOf);
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent as unknown as Command)} ${command.name()}`;
}

function isHiddenFlag({ hidden, long }: Option): boolean {
  return hidden && long !== '--version';
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

function defaultOf({ defaultValue, defaultValueDescription }: Option): string {
  const text = defaultValueDescription ?? defaultValue;
  return text === undefined ? '' : `\`${String(text)}\``;
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

process.exitCode = await main(process.argv[2]);
