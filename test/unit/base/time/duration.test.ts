import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDuration } from '../../../../src/base/time/duration.ts';
import { AppError } from '../../../../src/base/errors.ts';

it.each([
  ['0', 0],
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  ['1m250ms', 60_250],
])('reads %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '15', 'm', '-5m', '5 m', '1h 30m', '5d', '1e3s', '5m!', '999h', `${'9'.repeat(400)}s`])('refuses %j', (text) => {
  expect(() => parseDuration(text)).toThrow(AppError);
});

it('adds up its parts', () => {
  const part = fc.integer({ min: 0, max: 59 });
  fc.assert(
    fc.property(part, part, part, (hours, minutes, seconds) => {
      expect(parseDuration(`${hours}h${minutes}m${seconds}s`)).toBe(((hours * 60 + minutes) * 60 + seconds) * 1000);
    }),
  );
});
