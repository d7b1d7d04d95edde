import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Progress } from '../../../src/base/progress.ts';
import { advancePace, type Pace, secondsLeft } from '../../../src/output/progress/pace.ts';
import { bar, progressText } from '../../../src/output/progress/progress-text.ts';
import { signsFor } from '../../../src/output/signs.ts';

const count = fc.integer({ min: 0, max: 2 ** 45 });

const sample = fc.record({
  wait: fc.integer({ min: 0, max: 60_000 }),
  progress: fc.record(
    { bytes: count, files: count, totalBytes: count, pass: fc.integer({ min: 1, max: 3 }) },
    { requiredKeys: ['bytes', 'files', 'pass'] },
  ) as fc.Arbitrary<Progress>,
});

/** Every pace that a person would see one after the other. */
function paces(samples: readonly { wait: number; progress: Progress }[]): Pace[] {
  const seen: Pace[] = [];
  let at = 0;
  for (const { wait, progress } of samples) {
    at += wait;
    seen.push(advancePace(seen.at(-1), progress, at));
  }
  return seen;
}

test('within a pass nothing goes backwards, whatever the mover says', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), (samples) => {
      const seen = paces(samples);
      seen.slice(1).forEach((pace, index) => {
        const before = seen[index] as Pace;
        expect(pace.pass).toBeGreaterThanOrEqual(before.pass);
        if (pace.pass !== before.pass) return;
        expect(pace.bytes).toBeGreaterThanOrEqual(before.bytes);
        expect(pace.files).toBeGreaterThanOrEqual(before.files);
        expect(pace.fraction ?? 0).toBeGreaterThanOrEqual(before.fraction ?? 0);
      });
    }),
  );
});

test('fraction, speed and time left are numbers that can be printed', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), (samples) => {
      for (const pace of paces(samples)) {
        const left = secondsLeft(pace);
        expect(pace.fraction ?? 0).toBeLessThanOrEqual(1);
        expect(Number.isFinite(pace.bytesPerSecond ?? 0) && (pace.bytesPerSecond ?? 0) >= 0).toBe(true);
        expect(left === undefined || (Number.isFinite(left) && left >= 0)).toBe(true);
        expect(progressText(pace)).not.toMatch(/NaN|Infinity|undefined|-/);
        expect(Array.from(bar(pace.fraction ?? 0, 10, signsFor({})))).toHaveLength(10);
      }
    }),
  );
});

test('a steady copy shows its true speed and the true time left', () => {
  const total = 100_000_000;
  const steady = Array.from({ length: 51 }, (_, second) => ({
    wait: second === 0 ? 0 : 1000,
    progress: { bytes: second * 1_000_000, files: second, totalBytes: total, pass: 1 },
  }));
  const last = paces(steady).at(-1) as Pace;
  expect(last.bytesPerSecond).toBeCloseTo(1_000_000);
  expect(secondsLeft(last)).toBeCloseTo(50);
  expect(last.fraction).toBe(0.5);
});

test('100% is said when everything is there, not when almost', () => {
  const almost = advancePace(undefined, { bytes: 9_999, files: 1, totalBytes: 10_000, pass: 1 }, 0);
  expect(progressText(almost)).toMatch(/^99%/);
  expect(progressText(advancePace(almost, { bytes: 10_000, files: 1, totalBytes: 10_000, pass: 1 }, 1))).toMatch(/^100%/);
});
