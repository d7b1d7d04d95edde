import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const { scripts, man } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string>; man: string[] };
const programs = Object.entries(scripts).filter(([, line]) => /\stest\/\S+\.ts\b/.test(line));

test.each(programs)('npm run %s hears a signal itself, and has the time that it needs to clean up', (_name, line) => {
  // tsx as a program kills what it runs 60 ms after a signal; a shell that waits would keep what npm sends to itself.
  expect(line).toMatch(/(^|&& )exec (scripts\/with-tools\.sh )?node --import tsx test\/\S+\.ts/);
});

test('those are all that are known to need it', () => {
  expect(programs.map(([name]) => name)).toEqual([
    'test:e2e',
    'test:matrix',
    'test:mutants',
    'bench',
    'bench:provision',
    'testbed',
    'sandbox',
    'demo',
  ]);
});

test('every man page is installed', async () => {
  expect(man).toEqual((await readdir('man')).toSorted().map((page) => `man/${page}`));
});
