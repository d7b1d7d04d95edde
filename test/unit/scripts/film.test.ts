import { expect, it } from 'vitest';
import { renderFilm } from '../../../scripts/film.ts';
import { type Piece, readFrames } from '../../../scripts/terminal-frames.ts';

const size = { columns: 20, rows: 2, every: 0.1 };

/** What can be read on each screen, and when it comes. */
async function screens(...pieces: Piece[]) {
  return (await readFrames(pieces, size)).map(({ seconds, rows }) => [
    seconds,
    ...rows.map((runs) => runs.map(({ text }) => text).join('')),
  ]);
}

it('a screen is what a terminal shows: lines that are written over are gone, and scrolled ones too', async () => {
  expect(await screens([0, 'one'], [1, '\r\u001b[Ktwo\r\n'], [2, 'three\r\nfour'])).toEqual([
    [0, 'one', ''],
    [1, 'two', ''],
    [2, 'three', 'four'],
  ]);
});

it('what is on the screen for less than a moment is left out, and never the end', async () => {
  expect(await screens([0, 'a'], [0.01, 'b'], [0.02, 'c'], [1, '\u001b[?25l'])).toEqual([
    [0, 'a', ''],
    [0.02, 'abc', ''],
  ]);
});

it('the picture plays each frame for as long as it was, but for pauses, and keeps a line once', async () => {
  const frames = await readFrames(
    [
      [0, '\u001b[32m<ok>\u001b[0m\r\n'],
      [1, 'a'],
      [60, 'b'],
    ],
    size,
  );
  const picture = renderFilm({ title: 'a title', columns: 20, frames, longest: 2, rest: 1, note: 'a note' });
  expect(picture).toContain('animation:film 4.0s');
  expect(picture).toContain('0.000%{transform:translateY(0px)}25.000%{transform:translateY(-36px)}75.000%{transform:translateY(-72px)}');
  expect(picture.match(/&lt;ok&gt;/g)).toHaveLength(1);
  expect(picture.match(/class="c2"/g)).toHaveLength(1);
});
