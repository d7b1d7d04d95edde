import { describe, expect, it } from 'vitest';
import {
  currentPhase,
  isBetweenClaims,
  isCut,
  liveClaimUid,
  phaseState,
  wasTouched,
  withPhase,
} from '../../../../src/move/model/journal.ts';
import { journalWith } from '../../../support/journals.ts';

const [early, later] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'];

describe('a phase in the journal', () => {
  const intended = withPhase(journalWith(), 'hold-source', { state: 'intended', at: early });

  it('is touched from the intention on', () => {
    expect(wasTouched(journalWith(), 'hold-source')).toBe(false);
    expect(wasTouched(intended, 'hold-source')).toBe(true);
    expect(intended.phases['hold-source']).toEqual({ state: 'intended', startedAt: early });
  });

  it('keeps its beginning when it ends', () => {
    const done = withPhase(intended, 'hold-source', { state: 'done', at: later, milliseconds: 60_000 });
    expect(done.phases['hold-source']).toEqual({ state: 'done', startedAt: early, endedAt: later, milliseconds: 60_000 });
    expect(phaseState(done, 'hold-source')).toBe('done');
  });

  it('is touched while it is being undone, and no longer when it is undone', () => {
    const undoing = withPhase(intended, 'hold-source', { state: 'undoing', at: later });
    expect(wasTouched(undoing, 'hold-source')).toBe(true);
    expect(wasTouched(withPhase(undoing, 'hold-source', { state: 'undone', at: later }), 'hold-source')).toBe(false);
  });

  it('begins anew when it is intended again', () => {
    const again = withPhase(intended, 'hold-source', { state: 'intended', at: later });
    expect(again.phases['hold-source']).toEqual({ state: 'intended', startedAt: later });
  });

  it('leaves the other phases and the given journal alone', () => {
    const two = withPhase(intended, 'open-workspace', { state: 'intended', at: later });
    expect(two.phases['hold-source']).toEqual(intended.phases['hold-source']);
    expect(intended.phases['open-workspace']).toBeUndefined();
  });

  it('is the current one while it is the last that stands', () => {
    const two = withPhase(intended, 'open-workspace', { state: 'intended', at: later });
    expect(currentPhase(journalWith())).toBe('open-journal');
    expect(currentPhase(two)).toBe('open-workspace');
    expect(currentPhase(withPhase(two, 'open-workspace', { state: 'undone', at: later }))).toBe('hold-source');
  });
});

describe('the cut', () => {
  it('begins with the intention to delete', () => {
    expect(isCut(journalWith({ swap: { volume: { name: 'v', uid: 'u' } } }))).toBe(false);
    expect(isCut(journalWith({ swap: { deletedAt: early } }))).toBe(true);
  });

  it('gives the claim its newest uid', () => {
    expect(liveClaimUid(journalWith())).toBe('uid-1');
    expect(liveClaimUid(journalWith({ swap: { deletedAt: early } }))).toBe('uid-1');
    expect(liveClaimUid(journalWith({ swap: { claimUid: 'uid-2' } }))).toBe('uid-2');
    expect(liveClaimUid(journalWith({ swap: { claimUid: 'uid-2' }, swapBack: { claimUid: 'uid-3' } }))).toBe('uid-3');
  });
});

describe('between two claims', () => {
  it.each([
    ['nothing was deleted', {}, {}, false],
    ['the way forward has deleted it', { deletedAt: early }, {}, true],
    ['the way forward has created the next one', { deletedAt: early, claimUid: 'uid-2' }, {}, false],
    ['the way back has deleted that', { deletedAt: early, claimUid: 'uid-2' }, { deletedAt: later }, true],
    ['the way back has created the last one', { deletedAt: early, claimUid: 'uid-2' }, { deletedAt: later, claimUid: 'uid-3' }, false],
    ['the way back has begun there', { deletedAt: early }, { claimUid: 'uid-3' }, false],
  ])('is where a move stands when %s: %j %j %s', (_, swap, swapBack, expected) => {
    expect(isBetweenClaims(journalWith({ swap, swapBack }))).toBe(expected);
  });
});
