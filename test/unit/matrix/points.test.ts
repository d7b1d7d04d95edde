import { describe, expect, it } from 'vitest';
import { choosePoints } from '../../matrix/points/choose-points.ts';
import { matrixDirections } from '../../matrix/points/directions.ts';
import { planRow, rowsOf } from '../../matrix/points/plan-points.ts';
import { formatPoint, matrixModes, parsePoint } from '../../matrix/points/point.ts';
import { parseWish } from '../../matrix/points/wish.ts';

const wish = (...words: string[]) => parseWish(words, '2026-01-01');
const length = { writes: 5, reads: 7, lastWrites: [2, 4] };
const [direction] = matrixDirections;
if (direction === undefined) throw new Error('the matrix has no directions');
const row = (mode: (typeof matrixModes)[number]) => planRow({ mode, direction, variant: 'plain' }, length);

describe('a point of the matrix', () => {
  it.each(matrixModes)('is read from the words that it is told in: %s', (mode) => {
    for (const point of row(mode)) expect(parsePoint(formatPoint(point))).toEqual(point);
  });

  it.each(['kill up 3 after resume', 'kick ll 3 after resume', 'kill ll+odd 3 after resume'])('is not read from others: %s', (text) => {
    expect(() => parsePoint(text)).toThrow(`not a point of the matrix: ${text}`);
  });
});

describe('what of the matrix is run', () => {
  it('is everything where nothing is said, what is unusual about a move with kills only but for an application that runs', () => {
    const rows = matrixDirections.flatMap((each) => rowsOf(wish(), each));
    expect(rows).toHaveLength(4 * (2 * matrixModes.length + 3));
    expect(choosePoints(row('fault'), wish())).toEqual(row('fault'));
  });

  it('is a range of calls, and some modes and directions', () => {
    const some = wish('fault', 'reads', 'rl', '2-3', 'workers=1');
    expect(some).toMatchObject({ modes: ['fault', 'reads'], directions: [{ name: 'rl' }], workers: 1 });
    expect(new Set(choosePoints(row('fault'), some).map(({ at }) => at))).toEqual(new Set([2, 3]));
  });

  it('is named points and nothing else', () => {
    const { points } = wish(...'kill lr 17 after resume and undo ll+keep 50.12 before abort'.split(' '));
    expect(points.map(formatPoint)).toEqual(['kill lr 17 after resume', 'undo ll+keep 50.12 before abort']);
  });

  it('is the same sample for the same seed, and another one for another', () => {
    const sample = (seed: string) => choosePoints(row('fault'), wish('sample', 'most=5', `seed=${seed}`)).map(formatPoint);
    expect(sample('one')).toHaveLength(5);
    expect(sample('one')).toEqual(sample('one'));
    expect(sample('one')).not.toEqual(sample('other'));
  });

  it('is spread evenly over all writes and all cases of each', () => {
    const chosen = choosePoints(row('fault'), wish('evenly', 'most=12'));
    expect(new Set(chosen.map(formatPoint)).size).toBe(12);
    expect(new Set(chosen.map(({ at }) => at)).size).toBe(5);
    expect(new Set(chosen.map(({ how }) => how)).size).toBe(6);
    expect(choosePoints(row('fault'), wish('evenly'))).toHaveLength(row('fault').length);
  });

  it('leaves out writes that the second command does not have, where that is known', () => {
    const known = { ...length, afterwards: new Map([['undo 2', 3]]) };
    const seconds = planRow({ mode: 'undo', direction, variant: 'plain' }, known).filter(({ at }) => at === 2);
    expect(new Set(seconds.map(({ second }) => second))).toEqual(new Set([1, 2, 3]));
  });

  it('is recorded only where it says something about whole rows', () => {
    expect(() => wish('kill', 'll', '10-20', 'record')).toThrow('only whole rows are recorded');
    expect(() => wish('sample', 'record')).toThrow('only whole rows are recorded');
    expect(wish('kill', 'll', 'evenly', 'record')).toMatchObject({ record: true, evenly: true });
  });

  it('is nothing where a word means nothing', () => {
    expect(() => wish('kill', 'everything')).toThrow('the matrix knows no everything');
  });
});
