import type { Clock } from '../../base/clock.ts';
import type { EventRecorder, Regarded, Report } from '../../kube/controller/event-recorder.ts';

/** A report that was written a shorter while ago need not be counted once more. */
const quietMilliseconds = 30_000;

interface Said {
  readonly message: string;
  readonly at: number;
}

/**
 * Leaves out what has just been written about the same object with the same words, and other words of the same normal progress: early retries and
 * the steps of a provisioning come within seconds.
 */
export function calmRecorder(record: EventRecorder, clock: Clock): EventRecorder {
  const latest = new Map<string, Said>();
  return async (about, report) => {
    const now = clock.elapsed();
    forgetUntil(latest, now - quietMilliseconds);
    const key = identityOf(about, report);
    const said = latest.get(key);
    // What is on its way has other words at each step: of hundreds of claims at once that would be most of all calls.
    if (said !== undefined && (report.type === 'Normal' || said.message === report.message)) return;
    // Deleted first: the oldest must stay in front.
    latest.delete(key);
    latest.set(key, { message: report.message, at: now });
    await record(about, report);
  };
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
