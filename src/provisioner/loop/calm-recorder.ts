import type { Clock } from '../../base/time/clock.ts';
import type { EventRecorder, Regarded, Report } from '../../kube/controller/event-recorder.ts';

/** A warning that was written a shorter while ago need not be counted once more. */
const quietMilliseconds = 30_000;

/** Normal progress is not told again for this time at first: hundreds of claims that come at once wait for each other that long. */
const calmMilliseconds = 120_000;

/** No object's own pause gets longer. */
const longestQuietMilliseconds = 480_000;

/**
 * Of all objects together one is told again in this time. They wait for each other the longer the more they are: with a pause of its own for each
 * alone, a claim among many would cost more calls than one among few.
 */
const sharedMilliseconds = 10_000;

/** API servers keep events for an hour by default. What was forgotten earlier would be told as something new, without waiting for its turn. */
const rememberedMilliseconds = 3_600_000;

interface Said {
  readonly message: string;
  readonly at: number;
  /** How long normal progress is not told again. */
  readonly quiet: number;
}

/**
 * Leaves out what has just been written about the same object with the same words: early retries come within seconds. Normal progress is told again
 * after two minutes, then each time after twice as long, and of one object at a time: each time costs three calls, which of
 * claims that wait for each other would be most of all.
 */
export function calmRecorder(record: EventRecorder, clock: Clock): EventRecorder {
  const latest = new Map<string, Said>();
  let toldAgain = -Infinity;
  return async (about, report) => {
    const now = clock.elapsed();
    forgetUntil(latest, now - rememberedMilliseconds);
    const key = identityOf(about, report);
    const said = latest.get(key);
    if (said !== undefined && isTooEarly(said, report, { now, toldAgain })) return;
    if (said !== undefined && report.type === 'Normal') toldAgain = now;
    const quiet = said === undefined ? calmMilliseconds : Math.min(2 * said.quiet, longestQuietMilliseconds);
    // Deleted first: the oldest must stay in front.
    latest.delete(key);
    latest.set(key, { message: report.message, at: now, quiet });
    await record(about, report);
  };
}

/** `toldAgain`: when normal progress of any object was told again last. */
function isTooEarly({ message, at, quiet }: Said, report: Report, { now, toldAgain }: { now: number; toldAgain: number }): boolean {
  if (report.type === 'Normal') return now < at + quiet || now < toldAgain + sharedMilliseconds;
  return message === report.message && now < at + quietMilliseconds;
}

function forgetUntil(latest: Map<string, Said>, end: number): void {
  for (const [key, { at }] of latest) {
    if (at > end) return;
    latest.delete(key);
  }
}

function identityOf({ kind, metadata }: Regarded, { type, reason }: Report): string {
  const { uid, namespace, name } = metadata;
  return [kind, uid ?? `${namespace}/${name}`, type, reason].join('\n');
}
