import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Show, showPlay } from '../../support/pseudo-terminal.ts';
import { commandScenes } from './command-scenes.ts';

const player = fileURLToPath(new URL('play-commands.ts', import.meta.url));

const shows: readonly (readonly [string, Show])[] = [
  ['60-columns', { columns: 60 }],
  ['80-columns', { columns: 80 }],
  ['120-columns', { columns: 120 }],
  ['200-columns', { columns: 200 }],
  ['no-color', { columns: 80, env: { NO_COLOR: '1' } }],
  ['dumb', { columns: 80, env: { TERM: 'dumb' } }],
  ['ci', { columns: 80, env: { CI: 'true' } }],
  ['c-locale', { columns: 80, env: { LC_ALL: 'C' } }],
];

test.each(shows)('a terminal shows what commands say of moves: %s', { timeout: 60_000 }, async (name, show) => {
  const { screens, raw } = await showPlay(player, show);
  // The help depends on nothing but the width, and changes with every flag.
  const skipped = show.env === undefined ? ['end'] : ['end', 'help'];
  const shown = [...screens].filter(([moment]) => !skipped.includes(moment)).map(([moment, screen]) => `== ${moment}\n${screen}`);
  await expect(shown.join('\n')).toMatchFileSnapshot(`screens/commands/${name}.txt`);
  expect([...screens.keys()]).toEqual(expect.arrayContaining(Object.keys(commandScenes)));
  expect(screens.has('question, asked')).toBe(name !== 'ci');
  expect(raw.includes('\u001b[31m')).toBe(!['no-color', 'dumb'].includes(name));
  if (name === 'c-locale') expect([...screens.values()].join('\n')).not.toMatch(/[^\n -~]/);
});
