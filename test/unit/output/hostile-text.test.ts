import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import type { MoveEvent } from '../../../src/move/model/events.ts';
import { describeMoves } from '../../../src/output/listings/move-list.ts';
import { toJson } from '../../../src/output/ending/json.ts';
import { ended, failed, play, report, type Setting } from './script.ts';

const escape = '\u001b';
const hostile = `a\nb\r\u0000${escape}[2J${escape}]0;title\u0007\u009b31m\u202e\u2028z`;

const foreign = fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary' }), fc.string());

const unsafe = /[\p{Cc}\p{Zl}\p{Zp}]/u;

function eventsWith(text: string): (readonly [number, MoveEvent])[] {
  return [
    [0, { type: 'move-started', move: text, namespace: text, claim: text, from: text, to: text, direction: 'forward', resumed: true }],
    [0, { type: 'phase-started', phase: 'hold-source', direction: 'forward', step: 3, steps: 15 }],
    [0, { type: 'waiting', phase: 'hold-source', for: text }],
    [0, { type: 'warning', text }],
    [0, { type: 'phase-done', phase: 'hold-source', direction: 'forward', milliseconds: 1, note: text }],
  ];
}

function endingsWith(text: string) {
  const error = new AppError('move', text, { seen: [text], next: [text] });
  return [
    failed(error, 1),
    ended({
      kind: 'moved',
      report: { ...report, from: text, to: text, claim: text, notCarried: [text], leftBehind: [text] },
      unseen: [],
      next: [text],
    }),
    ended({ kind: 'already-there', message: text }),
    ended({ kind: 'refused', refusals: [{ check: text, message: text, next: [text] }] }),
    ended({ kind: 'undone', cause: error, interrupted: false }),
    ended({ kind: 'stopped', cause: error, interrupted: false, phase: 'hold-source', ways: ['resume', 'abort'] }),
  ];
}

function lineCounts(text: string, setting: Setting): number[] {
  return endingsWith(text).map((ending) => {
    const { stdout, stderr } = play(eventsWith(text), ending, setting);
    for (const line of [...stdout.split('\n'), ...stderr.split('\n')]) expect(line).not.toMatch(unsafe);
    return stdout.split('\n').length + stderr.split('\n').length;
  });
}

test('foreign text cannot break a line or reach the terminal raw', () => {
  const tame = lineCounts('tame', {});
  const same = fc.property(foreign, (text) => {
    expect(lineCounts(text, {})).toEqual(tame);
  });
  fc.assert(same, { numRuns: 50 });
});

test('foreign text cannot redraw a terminal', () => {
  const screens = (text: string) => endingsWith(text).map((ending) => play(eventsWith(text), ending, { terminal: true, columns: 4000 }));
  screens(hostile).forEach(({ stderr, screen }, index) => {
    expect(stderr).not.toContain(`${escape}[2J`);
    expect(stderr).not.toContain(`${escape}]0`);
    expect(screen.split('\n')).toHaveLength(screens('tame')[index]?.screen.split('\n').length ?? 0);
  });
});

test('json lines stay lines, and mean the same text', () => {
  fc.assert(
    fc.property(foreign, (text) => {
      const line = toJson({ text });
      expect(line).not.toMatch(unsafe);
      expect(JSON.parse(line)).toEqual({ text });
    }),
  );
});

test('a table row stays a row', () => {
  const move = {
    move: 'm',
    namespace: 'app',
    claim: 'db',
    from: hostile,
    to: 'milan',
    phase: 'swap-claim',
    direction: 'back',
    state: 'stopped',
  } as const;
  const list = { moves: [{ ...move, startedAt: 'nonsense', error: hostile }], leftBehind: [{ move: hostile, leftBehind: hostile }] };
  const rows = describeMoves(list, new Date(0), { wide: true, headers: true }).text;
  expect(rows).toHaveLength(4);
  for (const row of rows) expect(row).not.toMatch(unsafe);
});
