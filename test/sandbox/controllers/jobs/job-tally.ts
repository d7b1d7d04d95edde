import type { Job, Pod } from '../../../../src/kube/objects/kinds.ts';
import { judgeFailure } from './failure-policy.ts';
import { type PodsByState, trackingFinalizer } from './job-pods.ts';

/** What the Job's status says about ended pods; each is counted once, whenever the controller dies. */
export interface JobTally {
  readonly succeeded: number;
  readonly failed: number;
  /** Ended pods by uid that still carry the finalizer: they move into the numbers when it is off. */
  readonly uncounted: { readonly succeeded: readonly string[]; readonly failed: readonly string[] };
}

/** The tally after looking at the pods again. Pods that a rule says to ignore are in no number. */
export function tallyPods(job: Job, pods: PodsByState): JobTally {
  const known = job.status?.uncountedTerminatedPods;
  const succeeded = count(known?.succeeded ?? [], pods.succeeded);
  const failed = count(
    known?.failed ?? [],
    pods.failed.filter((pod) => judgeFailure(job, pod).act !== 'ignore'),
  );
  return {
    succeeded: (job.status?.succeeded ?? 0) + succeeded.counted,
    failed: (job.status?.failed ?? 0) + failed.counted,
    uncounted: { succeeded: succeeded.uncounted, failed: failed.uncounted },
  };
}

function count(known: readonly string[], ended: readonly Pod[]): { counted: number; uncounted: string[] } {
  const held = ended.filter(isTracked).map(({ metadata }) => metadata.uid ?? '');
  const counted = known.filter((uid) => !held.includes(uid)).length;
  return { counted, uncounted: held };
}

export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) === true;
}

export function totalsOf({ succeeded, failed, uncounted }: JobTally): { succeeded: number; failed: number } {
  return { succeeded: succeeded + uncounted.succeeded.length, failed: failed + uncounted.failed.length };
}
