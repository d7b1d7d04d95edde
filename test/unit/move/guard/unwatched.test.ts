import { expect, it } from 'vitest';
import { afterGap, unguardedEnds } from '../../../../src/move/guard/unwatched.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { type PhaseName, phaseNames } from '../../../../src/move/model/phase-names.ts';
import { journalWith, localSource, remoteTarget } from '../../../support/journals.ts';

/** All phases up to that one are done, as when its last word was the last one of a holder. */
const until = (last: PhaseName, change: Partial<Journal> = {}) => {
  const names = phaseNames.slice(0, phaseNames.indexOf(last) + 1);
  return journalWith({ phases: Object.fromEntries(names.map((name) => [name, { state: 'done', startedAt: '' }])), ...change });
};

it('trusts a copy that nobody watched until movers may have begun', () => {
  expect(afterGap(until('open-workspace'))).toEqual(until('open-workspace'));
  expect(afterGap(until('stage-target'))).toMatchObject({ unwatched: true });
});

it('retires the movers once more, whose phase looks at the copies', () => {
  expect(afterGap(until('swap-claim')).phases).not.toHaveProperty('retire-movers');
  expect(afterGap(until('swap-claim')).phases).toHaveProperty('swap-claim');
});

it('looks at what no guard keeps pods off', () => {
  const [local, remote] = [localSource, remoteTarget];
  expect(unguardedEnds(until('stage-target', { source: local, target: local }))).toEqual([]);
  expect(unguardedEnds(until('stage-target', { source: remote, target: local }))).toEqual(['source']);
  expect(unguardedEnds(until('stage-target', { source: local, target: remote }))).toEqual(['target']);
  expect(unguardedEnds(until('stage-target', { guarded: false, source: local, target: local }))).toEqual(['source', 'target']);
});

it('has nothing to look at where everything is guarded, after the cut, and on the way back', () => {
  const cases = [
    until('retire-movers', { source: localSource, target: localSource }),
    until('swap-claim', { swap: { deletedAt: '2026-01-01T00:00:00.000Z' } }),
    until('retire-movers', { direction: 'back' }),
  ];
  for (const journal of cases) expect(afterGap(journal)).toEqual(journal);
});
