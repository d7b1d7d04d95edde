import { expect, it } from 'vitest';
import { phases } from '../../../../src/move/engine/phases.ts';
import { countBack, countForward, countNow } from '../../../../src/move/engine/steps.ts';
import { journalWith } from '../../../support/journals.ts';
import { requestOf } from '../../../support/requests.ts';

const record = (state: 'intended' | 'done' | 'undoing' | 'undone') => ({ state, startedAt: '2026-01-01T00:00:00.000Z' });

it('does not count a phase that the move goes without', () => {
  const kept = journalWith({ request: requestOf({ keepSource: true }) });
  expect(countForward(journalWith(), phases)('close-workspace')).toEqual({ step: 15, steps: 15 });
  expect(countForward(kept, phases)('close-workspace')).toEqual({ step: 14, steps: 14 });
  expect(countForward(kept, phases)('release-source')).toBeUndefined();
});

it('counts on the way back what has something to take back, the same before and after it is taken back', () => {
  const begun = { 'open-journal': record('done'), 'arm-guard': record('done'), 'hold-source': record('intended') };
  const later = { ...begun, 'hold-source': record('undone'), 'arm-guard': record('undoing') };
  for (const states of [begun, later]) {
    const journal = journalWith({ direction: 'back', phases: states });
    expect(countBack(journal, phases)('hold-source')).toEqual({ step: 1, steps: 2 });
    expect(countBack(journal, phases)('arm-guard')).toEqual({ step: 2, steps: 2 });
    expect(countBack(journal, phases)('open-journal')).toBeUndefined();
  }
  expect(countNow(journalWith({ direction: 'back', phases: later }), phases)).toEqual({ step: 2, steps: 2 });
});

it('says which step a move is at', () => {
  expect(countNow(journalWith(), phases)).toEqual({ step: 1, steps: 15 });
  expect(countNow(journalWith({ phases: { 'take-snapshot': record('intended') } }), phases)).toEqual({ step: 6, steps: 15 });
});
