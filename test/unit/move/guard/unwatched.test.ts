import { expect, it } from 'vitest';
import { wasUnwatched } from '../../../../src/move/guard/unwatched.ts';
import { type PhaseName, phaseNames } from '../../../../src/move/phase-names.ts';
import { journalWith } from '../journals.ts';

const intended = (last: PhaseName) => {
  const names = phaseNames.slice(0, phaseNames.indexOf(last) + 1);
  return journalWith({ guarded: false, phases: Object.fromEntries(names.map((name) => [name, { state: 'intended', startedAt: '' }])) });
};

it('trusts a claim that nobody watched until movers may have begun to copy', () => {
  expect(wasUnwatched(intended('open-workspace'))).toBe(false);
  expect(wasUnwatched(intended('stage-target'))).toBe(true);
});

it('trusts a guard, and a cut that was made', () => {
  expect(wasUnwatched({ ...intended('stage-target'), guarded: true })).toBe(false);
  expect(wasUnwatched({ ...intended('swap-claim'), swap: { deletedAt: '2026-01-01T00:00:00.000Z' } })).toBe(false);
});
