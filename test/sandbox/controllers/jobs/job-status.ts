import type { Job } from '../../../../src/kube/objects/kinds.ts';
import { isReady } from '../states.ts';
import type { JobOutcome } from './job-outcome.ts';
import type { PodsByState } from './job-pods.ts';
import type { JobTally } from './job-tally.ts';

type Condition = NonNullable<NonNullable<Job['status']>['conditions']>[number];

/** Says how a Job will end while its last pods go (Kubernetes >= 1.31). */
const interim = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' } as const;

export function findCondition(job: Job, type: string): Condition | undefined {
  return job.status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

export function isFinishedJob(job: Job): boolean {
  return findCondition(job, 'Complete') !== undefined || findCondition(job, 'Failed') !== undefined;
}

/** The end that was decided in an earlier round; it is never decided anew. */
export function findDecidedOutcome(job: Job): JobOutcome | undefined {
  for (const type of ['Failed', 'Complete'] as const) {
    const condition = findCondition(job, interim[type]);
    if (condition !== undefined) return { type, reason: condition.reason ?? '', message: condition.message ?? '' };
  }
  return undefined;
}

export interface JobFacts {
  readonly pods: PodsByState;
  readonly tally: JobTally;
  readonly outcome: JobOutcome | undefined;
  readonly now: string;
}

/** The last condition waits until every pod has ended and is counted. */
export function isOver({ pods, tally, outcome }: JobFacts): boolean {
  const open = pods.active.length + pods.terminating.length + tally.uncounted.succeeded.length + tally.uncounted.failed.length;
  return outcome !== undefined && open === 0;
}

/** The Job's status as a merge patch. */
export function renderStatus(job: Job, facts: JobFacts): object {
  const { pods, tally, outcome, now } = facts;
  const over = isOver(facts);
  const listed = (uids: readonly string[]) => (uids.length === 0 ? null : uids);
  return {
    startTime: job.status?.startTime ?? now,
    active: pods.active.length === 0 ? null : pods.active.length,
    ready: pods.active.filter(isReady).length,
    terminating: pods.terminating.length,
    succeeded: tally.succeeded === 0 ? null : tally.succeeded,
    failed: tally.failed === 0 ? null : tally.failed,
    uncountedTerminatedPods: { succeeded: listed(tally.uncounted.succeeded), failed: listed(tally.uncounted.failed) },
    ...(outcome === undefined ? {} : { conditions: conditionsFor(job, outcome, { now, over }) }),
    ...(over && outcome?.type === 'Complete' ? { completionTime: now } : {}),
  };
}

function conditionsFor(job: Job, outcome: JobOutcome, { now, over }: { now: string; over: boolean }): Condition[] {
  const conditions = job.status?.conditions ?? [];
  const wanted = over ? [interim[outcome.type], outcome.type] : [interim[outcome.type]];
  const missing = wanted.filter((type) => !conditions.some((condition) => condition.type === type));
  const { reason, message } = outcome;
  return [
    ...conditions,
    ...missing.map((type) => ({ type, status: 'True', reason, message, lastProbeTime: now, lastTransitionTime: now })),
  ];
}
