import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Show, type Shown, showPlay } from '../../support/pseudo-terminal.ts';

const player = fileURLToPath(new URL('../../support/play-move.ts', import.meta.url));

const moments = ['checking', 'waiting', 'silent', 'copying', 'finishing', 'verifying', 'redrawn', 'end'];

/** The last line of every moment but the end, of which the whole screen counts. */
function golden({ screens }: Shown): string {
  return moments
    .flatMap((moment) => {
      const screen = screens.get(moment);
      return screen === undefined ? [] : [`== ${moment}\n${screen}`];
    })
    .join('\n');
}

const shows: readonly (readonly [string, Show])[] = [
  ['60-columns', { columns: 60 }],
  ['80-columns', { columns: 80 }],
  ['120-columns', { columns: 120 }],
  ['200-columns', { columns: 200 }],
  ['narrower-while-copying', { columns: 200, resize: { at: 'copying', columns: 60 } }],
  ['narrower-without-wrapping', { columns: 200, resize: { at: 'copying', columns: 60 }, env: { TERM_PROGRAM: 'vscode' } }],
  ['wider-while-copying', { columns: 60, resize: { at: 'copying', columns: 120 } }],
  ['no-color', { columns: 80, env: { NO_COLOR: '1' } }],
  ['dumb', { columns: 80, env: { TERM: 'dumb' } }],
  ['ci', { columns: 80, env: { CI: 'true' } }],
  ['c-locale', { columns: 80, env: { LC_ALL: 'C' } }],
];

test.each(shows)('a terminal shows a move: %s', { timeout: 60_000 }, async (name, show) => {
  const shown = await showPlay(player, show);
  await expect(golden(shown)).toMatchFileSnapshot(`screens/${name}.txt`);
  expect(shown.raw.includes('\u001b[32m')).toBe(!['no-color', 'dumb'].includes(name));
  if (name === 'c-locale') expect(golden(shown)).not.toMatch(/[^\n -~]/);
});
