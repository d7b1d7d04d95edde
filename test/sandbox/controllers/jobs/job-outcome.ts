import type { Job, Pod } from '../../../../src/kube/objects/kinds.ts';
import { judgeFailure } from './failure-policy.ts';

/** How a Job ends. */
export interface JobOutcome {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

export interface JobCounts {
  readonly succeeded: number;
  /** Failures that count towards the back-off limit. */
  readonly failed: number;
  /** Pods that failed and are not in the counts yet, or were not judged yet. */
  readonly newlyFailed: readonly Pod[];
  readonly now: number;
}

/** Whether the Job is at its end. A rule of the failure policy beats everything, failure beats success. */
export function decideOutcome(job: Job, counts: JobCounts): JobOutcome | undefined {
  for (const pod of counts.newlyFailed) {
    const verdict = judgeFailure(job, pod);
    if (verdict.act === 'failJob') return { type: 'Failed', reason: 'PodFailurePolicy', message: verdict.message };
  }
  if (counts.failed > (job.spec?.backoffLimit ?? 6)) {
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const left = millisecondsLeft(job, counts.now);
  if (left !== undefined && left <= 0) {
    return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  if (counts.succeeded >= completionsOf(job)) {
    return { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
  }
  return undefined;
}

/** Until activeDeadlineSeconds have passed, if there is such a limit. */
export function millisecondsLeft(job: Job, now: number): number | undefined {
  const limit = job.spec?.activeDeadlineSeconds;
  const start = job.status?.startTime;
  return limit === undefined || start === undefined ? undefined : Date.parse(start) + limit * 1000 - now;
}

export function completionsOf(job: Job): number {
  return job.spec?.completions ?? 1;
}

/** How long the next pod has to wait after that many failures: 10 s, doubling, at most 10 min. */
export function replacementDelay(failures: number): number {
  return failures === 0 ? 0 : Math.min(10_000 * 2 ** (failures - 1), 600_000);
}
