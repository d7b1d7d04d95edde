import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWords } from '../../../src/commands/next/command-words.ts';

function createTree(): CommandUnknownOpts {
  const root = new Command('root').option('--context <name>').option('-v, --verbose');
  root.command('move').command('volume').alias('pvc').argument('<claim>').option('-n, --namespace <name>').option('--dry-run');
  return root as unknown as CommandUnknownOpts;
}

function read(line: string) {
  const { command, names, rest, operands, values, awaiting, closed } = readWords(line === '' ? [] : line.split(' '), createTree());
  const given = Object.fromEntries([...values].map(([option, texts]) => [option.attributeName(), texts]));
  return { command: command.name(), names, rest, operands, given, awaiting: awaiting?.attributeName(), closed };
}

describe('the words of', () => {
  it.each([
    ['', 'root', '', ''],
    ['move volume db', 'volume', 'move volume', 'db'],
    ['move pvc volume', 'volume', 'move pvc', 'volume'],
    ['--context volume move', 'move', 'move', ''],
    ['--context=x -v move -n app volume --dry-run db', 'volume', 'move volume', 'db'],
    ['move --nonsense volume', 'volume', 'move volume', ''],
    ['peer move volume', 'root', '', 'peer move volume'],
    ['-- move', 'root', '', 'move'],
    ['move volume - --', 'volume', 'move volume', '-'],
  ])('%j', (line, command, names, operands) => {
    expect(read(line)).toMatchObject({ command, names: names.split(' ').filter(Boolean), operands: operands.split(' ').filter(Boolean) });
  });

  it('flags are told from their values', () => {
    expect(read('move -n a --namespace=b -nc -n=d volume --context').given).toEqual({ namespace: ['a', 'b', 'c', 'd'] });
    expect(read('move volume --context').awaiting).toBe('context');
    expect(read('move volume -n --').given).toEqual({ namespace: ['--'] });
    expect(read('move volume --').closed).toBe(true);
  });

  it('any line are all kept, in their order', () => {
    const word = fc.oneof(fc.constantFrom('move', 'volume', '-n', '--context', '--', '-v', '--namespace=x', ''), fc.string());
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const { names, rest } = readWords(words, createTree());
        expect([...names, ...rest].toSorted()).toEqual(words.toSorted());
        const left = [...rest];
        expect(words.filter((each) => each === left[0] && left.shift() !== undefined).length).toBe(rest.length);
      }),
    );
  });
});
