import { describe, expect, it } from 'vitest';
import { judgeFailure } from '../../../sandbox/controllers/jobs/failure-policy.ts';
import { decideOutcome } from '../../../sandbox/controllers/jobs/job-outcome.ts';
import { sortPods } from '../../../sandbox/controllers/jobs/job-pods.ts';
import { jobWith, podWith } from './objects.ts';

const rules = [
  { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [3] } },
  { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  { action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [1, 2] } },
];
const strict = jobWith({ podFailurePolicy: { rules } });
const failedWithCode = (exitCode: number, name = 'main') =>
  podWith({}, { phase: 'Failed', containerStatuses: [{ name, state: { terminated: { exitCode } } }] });
const disrupted = podWith({}, { phase: 'Failed', conditions: [{ type: 'DisruptionTarget', status: 'True' }] });

describe('the failure policy', () => {
  it('fails the Job by an exit code and says which', () => {
    expect(judgeFailure(strict, failedWithCode(3))).toEqual({
      act: 'failJob',
      message: 'Container main for pod app/pod failed with exit code 3 matching FailJob rule at index 0',
    });
  });

  it.each([
    ['counts what no rule is about', failedWithCode(1), 'count'],
    ['ignores disruptions', disrupted, 'ignore'],
    ['takes NotIn by its word', failedWithCode(9), 'failJob'],
    ['looks at the named container only', failedWithCode(2, 'other'), 'count'],
    ['never matches an exit code of 0', failedWithCode(0), 'count'],
  ])('%s', (_, pod, expected) => expect(judgeFailure(strict, pod).act).toBe(expected));
});

describe('the end of a Job', () => {
  const counts = { succeeded: 0, failed: 0, newlyFailed: [], now: Date.parse('2026-01-01T00:01:00Z') };
  it.each([
    ['is open while nothing ended', jobWith(), {}, undefined],
    ['comes with the last completion', jobWith(), { succeeded: 1 }, 'CompletionsReached'],
    ['comes with one failure too many', jobWith({ backoffLimit: 0 }), { failed: 1 }, 'BackoffLimitExceeded'],
    ['does not come within the limit', jobWith({ backoffLimit: 1 }), { failed: 1 }, undefined],
    ['comes with a failure that a rule forbids', strict, { failed: 1, newlyFailed: [failedWithCode(3)] }, 'PodFailurePolicy'],
    ['comes with the deadline', jobWith({ activeDeadlineSeconds: 60 }, { startTime: '2026-01-01T00:00:00Z' }), {}, 'DeadlineExceeded'],
  ])('%s', (_, job, seen, reason) => expect(decideOutcome(job, { ...counts, ...seen })?.reason).toBe(reason));
});

describe('a pod that is being deleted', () => {
  const pod = podWith({}, { phase: 'Running' });
  const going = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  it('has failed, so that it is replaced at once', () => expect(sortPods(jobWith(), [going]).failed).toEqual([going]));
  it('has not failed yet when replacements wait for its end', () => {
    const sorted = sortPods(jobWith({ podReplacementPolicy: 'Failed' }), [going]);
    expect(sorted.failed).toEqual([]);
    expect(sorted.terminating).toEqual([going]);
  });
});
