import { furthest, type Progress } from '../../base/progress.ts';

/** How fast a copy goes, as far as it has been watched. */
export interface Pace {
  readonly pass: number;
  /** Milliseconds of the latest sample. */
  readonly at: number;
  readonly bytes: number;
  readonly files: number;
  readonly totalBytes?: number;
  /** Between 0 and 1; absent while the size is not known. */
  readonly fraction?: number;
  /** Smoothed; absent until two samples were seen. */
  readonly bytesPerSecond?: number;
}

/** Milliseconds after which an old speed has lost two thirds of its weight. */
const memory = 10_000;

/**
 * Takes one more sample, seen at `at` milliseconds. Within one pass nothing that people see goes backwards, not even the fraction while the
 * total is still being counted.
 */
export function advancePace(before: Pace | undefined, sample: Progress, at: number): Pace {
  const { pass, bytes, files, totalBytes } = furthest(before, sample);
  const last = before?.pass === pass ? before : undefined;
  const fraction = greater(last?.fraction, fractionOf(bytes, totalBytes));
  const bytesPerSecond = last && smoothed(last, bytes, at);
  return {
    pass,
    at: Math.max(last?.at ?? at, at),
    bytes,
    files,
    ...(totalBytes !== undefined && { totalBytes }),
    ...(fraction !== undefined && { fraction }),
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
  };
}

/** Seconds until the end at the present speed; undefined while that is not known. */
export function secondsLeft(pace: Pace): number | undefined {
  if (pace.totalBytes === undefined || pace.bytesPerSecond === undefined) return undefined;
  const left = Math.max(0, pace.totalBytes - pace.bytes);
  if (left === 0) return 0;
  const seconds = left / pace.bytesPerSecond;
  return Number.isFinite(seconds) ? seconds : undefined;
}

function fractionOf(bytes: number, totalBytes: number | undefined): number | undefined {
  if (totalBytes === undefined || totalBytes <= 0) return undefined;
  return Math.min(1, Math.max(0, bytes / totalBytes));
}

function greater(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function smoothed(before: Pace, bytes: number, at: number): number | undefined {
  const elapsed = at - before.at;
  // Two samples within one millisecond would make the speed infinite.
  if (elapsed <= 0) return before.bytesPerSecond;
  const speed = ((bytes - before.bytes) / elapsed) * 1000;
  if (before.bytesPerSecond === undefined) return speed;
  return before.bytesPerSecond + (speed - before.bytesPerSecond) * (1 - Math.exp(-elapsed / memory));
}
