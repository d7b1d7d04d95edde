import { expect, test } from 'vitest';
import type { Journal } from '../../../../../src/move/model/journal.ts';
import { warningsOn } from '../../../../../src/move/preflight/warnings.ts';
import { claimWith, factsWith, refusals, refusing, request } from '../../../../support/facts.ts';

const journal = (change: object = {}) => ({ request, startedAt: '2026-01-02T03:04:05Z', phases: {}, ...change }) as unknown as Journal;

test('a move in progress is the only reason that is told: all else is of its making', () => {
  const [refusal, ...others] = refusals({ journal: journal(), claim: undefined, node: undefined });
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({ check: 'move-in-progress', message: expect.stringContaining('started on 2026-01-02') });
  expect(refusal?.next.map((line) => line.replace(/ {4}.*/, ''))).toEqual([
    'liqoctl move resume data -n shop',
    'liqoctl move abort data -n shop',
  ]);
});

test.each([
  ['that is being rolled back is only offered to be finished so', { direction: 'back' }, 'finishes its rollback'],
  ['past the point of no return is not offered to be rolled back', { noReturnAt: '2026-01-02T03:05:05Z' }, 'finishes it'],
])('a move %s', (_what, change, effect) => {
  expect(refusals({ journal: journal(change) })[0]?.next).toEqual([`liqoctl move resume data -n shop    ${effect}`]);
});

test('a kept copy is told as such', () => {
  const kept = journal({ request: { ...request, keepSource: true }, phases: { 'close-workspace': { state: 'done', startedAt: '' } } });
  expect(refusals({ journal: kept })[0]?.message).toContain('its old copy is still kept');
});

test('a cluster that cannot guard is refused only where a guard is required', () => {
  expect(refusing({ guardServed: false })).toEqual([]);
  expect(refusing({ guardServed: false, request: { ...request, guard: 'required' } })).toEqual(['guard-missing']);
});

test('movers of a user whose copy nobody compares are said', () => {
  const rights = { kind: 'user', uid: 1000 } as const;
  expect(warningsOn(factsWith({ request: { ...request, rights, verify: 'restore' } }))).toEqual([expect.stringContaining('UID 1000')]);
  expect(warningsOn(factsWith({ request: { ...request, rights } }))).toEqual([]);
  expect(warningsOn(factsWith({ request: { ...request, verify: 'none' } }))).toEqual([]);
});

test('a name that no label can hold is fine, and said', () => {
  const claim = claimWith({ metadata: { name: 'd'.repeat(64) } });
  expect(refusing({ claim })).toEqual([]);
  expect(warningsOn(factsWith({ claim }))).toEqual([expect.stringContaining('63')]);
  expect(warningsOn(factsWith({ claim: claimWith({ metadata: { name: 'd'.repeat(63) } }) }))).toEqual([]);
});
