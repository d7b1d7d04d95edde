import { expect, test } from 'vitest';
import { isVerbose, isVerboseWith, showsCalls, type VerbosityFlags } from '../../../src/commands/flags/verbosity.ts';
import { runCli } from '../../support/run-cli.ts';

const flagsOf = async (line: string) => (await runCli(line.split(' '))).connections[0] as VerbosityFlags | undefined;

test.each<[string, verbose: boolean, calls: boolean]>([
  ['move list', false, false],
  ['move list -v', true, false],
  ['-v move list', true, false],
  ['move list --verbose=true', true, false],
  ['move list -v=0', false, false],
  ['move list -v=1', true, false],
  ['move list --v=6', true, true],
  ['move list -v 6', true, true],
  ['-v 6 move list', true, true],
  ['--v 9 move list', true, true],
  ['-v=10 move list', true, true],
])('%s: verbose %s, with calls %s', async (line, verbose, calls) => {
  const flags = await flagsOf(line);
  expect(flags && [isVerboseWith(flags), showsCalls(flags)]).toEqual([verbose, calls]);
});

test.each(['--v=loud', '-v=loud'])('a level that is none is explained: %s', async (flag) => {
  const { code, stderr } = await runCli(['move', 'list', flag]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('-v: "loud" is not a level')]);
});

test.each([
  [['-v'], true],
  [['--verbose'], true],
  [['-v=6'], true],
  [['--v=1'], true],
  [['-v=0'], false],
  [['move', 'list'], false],
])('%j counts as verbose before it is parsed: %s', (argv, verbose) => {
  expect(isVerbose(argv)).toBe(verbose);
});
