import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCount, plural } from '../../../src/base/counts.ts';
import { formatDuration } from '../../../src/output/durations.ts';
import { renderTable } from '../../../src/output/table.ts';

test.each([
  [0, '0.0 s'],
  [430, '0.4 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [59_600, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_599_900, '1 h 00 min'],
  [3_780_000, '1 h 03 min'],
  [93_600_000, '1 d 02 h'],
  [-5, '0.0 s'],
])('%i ms read %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('counts keep their digits', () => {
  fc.assert(
    fc.property(fc.nat(), (count) => {
      const text = formatCount(count);
      expect(text.replaceAll(',', '')).toBe(String(count));
      expect(text).toMatch(/^\d{1,3}(,\d{3})*$/);
    }),
  );
});

test('nouns follow their number', () => {
  expect([plural(1, 'pass'), plural(2, 'pass'), plural(0, 'file'), plural(2000, 'entry')]).toEqual([
    '1 pass',
    '2 passes',
    '0 files',
    '2,000 entries',
  ]);
});

test('columns of a table start at the same place', () => {
  expect(renderTable([['A', 'LONG', ''], ['bbb', 'c', 'd'], []])).toEqual(['A    LONG', 'bbb  c     d', '']);
});
