import type { Clock } from '../../base/time/clock.ts';
import type { EventRecorder, Regarded, Report } from '../../kube/controller/event-recorder.ts';

/** A warning that was written a shorter while ago need not be counted once more. */
const quietMilliseconds = 30_000;

/** Normal progress is not told again for this time at first: hundreds of claims that come at once wait for each other that long. */
const calmMilliseconds = 120_000;

/** News of what is on its way never come later than that. */
const longestQuietMilliseconds = 480_000;

/** More than the longest pause: what was forgotten right at its end would be told as often as something new. */
const rememberedMilliseconds = 2 * longestQuietMilliseconds;

interface Said {
  readonly message: string;
  readonly at: number;
  /** How long normal progress is not told again. */
  readonly quiet: number;
}

/**
 * Leaves out what has just been written about the same object with the same words: early retries come within seconds. Normal progress is told again
 * after two minutes, then each time after twice as long: each time costs three calls, which of claims that wait for each other would be most of all.
 */
export function calmRecorder(record: EventRecorder, clock: Clock): EventRecorder {
  const latest = new Map<string, Said>();
  return async (about, report) => {
    const now = clock.elapsed();
    forgetUntil(latest, now - rememberedMilliseconds);
    const key = identityOf(about, report);
    const said = latest.get(key);
    if (said !== undefined && isTooEarly(said, report, now)) return;
    const quiet = said === undefined ? calmMilliseconds : Math.min(2 * said.quiet, longestQuietMilliseconds);
    // Deleted first: the oldest must stay in front.
    latest.delete(key);
    latest.set(key, { message: report.message, at: now, quiet });
    await record(about, report);
  };
}

function isTooEarly({ message, at, quiet }: Said, report: Report, now: number): boolean {
  return report.type === 'Normal' ? now < at + quiet : message === report.message && now < at + quietMilliseconds;
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
