import { expect, test } from 'vitest';
import type { MoveStatus } from '../../../src/move/info/move-status.ts';
import { describeMoveStatus } from '../../../src/output/listings/move-status.ts';
import { reportOf } from '../../support/reports.ts';
import { runningSummary } from '../../support/move-summaries.ts';

const ref = { namespace: 'app', claim: 'db' };
const now = new Date('2026-01-02T03:04:05Z');
const status: MoveStatus = {
  ...runningSummary,
  phase: 'take-snapshot',
  holder: 'laptop-1',
  step: 6,
  steps: 15,
  progress: { bytes: 56 * 1024 ** 2, totalBytes: 100 * 1024 ** 2, files: 3015, pass: 1 },
};
const describe = (known: Parameters<typeof describeMoveStatus>[0]) => describeMoveStatus(known, ref, now);

test('a running move', () => {
  expect(describe({ kind: 'open', status }).text.join('\n')).toMatchInlineSnapshot(`
    "claim       app/db
    from        rome-1
    to          milan
    state       running, by laptop-1
    phase       6/15 Back up source
    copied      56%  56 MiB of 100 MiB  3,015 files
    started     2 min 05 s ago"
  `);
});

test('a stopped one says why, in text that is safe on a terminal', () => {
  const { progress: _, ...rest } = status;
  const stopped = { ...rest, state: 'stopped' as const, direction: 'back' as const, error: 'lost \u001b[2J' };
  expect(describe({ kind: 'open', status: stopped }).text).toEqual(
    expect.arrayContaining(['state       stopped, last by laptop-1', 'error       lost \\x1b[2J']),
  );
});

test('the last one that ended', () => {
  const record = { version: 1 as const, outcome: 'undone' as const, ...reportOf(ref), error: 'disk full' };
  const { text, document } = describe({ kind: 'ended', record });
  expect(text).toEqual(
    expect.arrayContaining(['state       rolled back', 'ended       2026-01-01T00:00:09.000Z, by alice', 'error       disk full']),
  );
  expect(document).toEqual({ state: 'ended', ...record });
  const moved = { ...record, outcome: 'moved' as const };
  expect(describe({ kind: 'ended', record: moved }).text).toEqual(expect.arrayContaining(['state       moved', 'verified    no']));
  const byRestic = { ...moved, verify: 'restore' as const };
  expect(describe({ kind: 'ended', record: byRestic }).text).toContain('verified    content of files, by restic');
  const verified = { ...moved, verified: { entries: 3, digest: '150f3395ab' } };
  expect(describe({ kind: 'ended', record: verified }).text).toContain('verified    3 entries (sha256:150f3395)');
});

test('none', () => {
  expect(describe(undefined)).toMatchObject({ text: [], nothing: 'No move of claim app/db is known.', document: { state: 'none' } });
});

test('none, of a claim that is not there', () => {
  const known = { kind: 'missing' as const, message: 'claim db not found in namespace app (Did you mean db-0?)' };
  expect(describe(known)).toMatchObject({
    text: [],
    nothing: 'No move of claim app/db is known: claim db not found in namespace app (Did you mean db-0?).',
    document: { state: 'none' },
  });
});
