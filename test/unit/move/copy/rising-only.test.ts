import fc from 'fast-check';
import { expect, test } from 'vitest';
import { risingOnly } from '../../../../src/move/copy/counted-progress.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';

type ProgressEvent = Extract<MoveEvent, { type: 'progress' }>;

const small = fc.nat(20);
const said: fc.Arbitrary<ProgressEvent> = fc.record({
  type: fc.constant('progress' as const),
  phase: fc.constantFrom('take-snapshot' as const, 'restore-data' as const),
  progress: fc.record({ bytes: small, files: small, pass: fc.integer({ min: 1, max: 2 }) }),
});

function pass(events: readonly MoveEvent[]): MoveEvent[] {
  const seen: MoveEvent[] = [];
  const emit = risingOnly((event) => seen.push(event));
  events.forEach(emit);
  return seen;
}

test('neither a pass nor, within one, a counter goes backwards, and the furthest is told', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), (events) => {
      const seen = pass(events) as ProgressEvent[];
      for (const phase of ['take-snapshot', 'restore-data']) {
        const told = seen.filter((event) => event.phase === phase).map(({ progress }) => progress);
        told.slice(1).forEach((now, index) => {
          const before = told[index] ?? now;
          expect(now.pass).toBeGreaterThanOrEqual(before.pass);
          if (now.pass === before.pass) expect(now.bytes >= before.bytes && now.files >= before.files).toBe(true);
        });
        const all = events.filter((event) => event.phase === phase).map(({ progress }) => progress);
        const last = Math.max(0, ...all.map((progress) => progress.pass));
        const furthest = Math.max(...all.filter((progress) => progress.pass === last).map(({ bytes }) => bytes));
        if (all.length > 0) expect(told.at(-1)).toMatchObject({ pass: last, bytes: furthest });
      }
    }),
  );
});

test('what is no progress passes as it is', () => {
  const warning: MoveEvent = { type: 'warning', text: 'hot' };
  expect(pass([warning, warning])).toEqual([warning, warning]);
});
