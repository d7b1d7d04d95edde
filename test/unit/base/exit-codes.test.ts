import { expect, it } from 'vitest';
import { exitCodeFor, exitCodes } from '../../../src/base/exit-codes.ts';

it('gives every documented code one meaning', () => {
  const codes = Object.values(exitCodes).map(({ code }) => code);
  expect(codes).toEqual([0, 1, 2, 3, 4, 5, 6, 130]);
});

it.each([
  ['usage', 2],
  ['refused', 3],
  ['cluster', 6],
  ['interrupted', 130],
  ['bug', 1],
  ['move', undefined],
] as const)('ends with the code of %s', (kind, code) => {
  expect(exitCodeFor(kind)).toBe(code);
});
