import { type Job, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import {
  answerOf,
  isControlledBy,
  isTerminating,
  parseKey,
  pathsOfController,
  patchStatus,
  pathOf,
  removeFinalizer,
  removeObject,
} from '../objects.ts';
import { completionsOf, decideOutcome, millisecondsLeft, replacementDelay } from './job-outcome.ts';
import { type PodsByState, renderJobPod, sortPods, trackingFinalizer } from './job-pods.ts';
import { findCondition, findDecidedOutcome, isFinishedJob, isOver, type JobFacts, renderStatus } from './job-status.ts';
import { isTracked, tallyPods, totalsOf } from './job-tally.ts';

/** Runs Jobs: pods that replace each other until enough succeeded or too many failed. */
export const jobController: ControllerKind = {
  user: 'system:serviceaccount:kube-system:job-controller',
  component: 'job-controller',
  start: (context) => ({
    triggers: [on(kinds.job, (job) => [pathOf(job)]), on(kinds.pod, jobOf)],
    reconcile: (path) => reconcileJob(context, path),
  }),
};

function jobOf(pod: Pod): string[] {
  return pathsOfController(pod, 'Job');
}

async function reconcileJob(context: Context, path: string): Promise<number | void> {
  const { port } = context;
  const key = parseKey(path);
  const job = await port.find(kinds.job, key);
  const pods = (await port.list(kinds.pod, { namespace: key.namespace ?? '' })).items.filter((pod) => jobOf(pod).includes(path));
  const orphans = pods.filter((pod) => job === undefined || !isControlledBy(pod, job));
  await releasePods(context, orphans);
  if (job === undefined) return;
  const own = pods.filter((pod) => isControlledBy(pod, job));
  if (isTerminating(job)) return releasePods(context, own);
  if (isFinishedJob(job)) return concludeJob(context, job, own);
  return driveJob(context, job, own);
}

/** These pods are not counted any more. */
async function releasePods({ port }: Context, pods: readonly Pod[]): Promise<void> {
  for (const pod of pods) await removeFinalizer(port, kinds.pod, pod, trackingFinalizer);
}

/** A finished Job stays until its time to live is over. */
async function concludeJob(context: Context, job: Job, pods: readonly Pod[]): Promise<number | void> {
  await releasePods(context, pods);
  const limit = job.spec?.ttlSecondsAfterFinished;
  const end = (findCondition(job, 'Complete') ?? findCondition(job, 'Failed'))?.lastTransitionTime;
  if (limit === undefined || end === undefined) return;
  const left = Date.parse(end) + limit * 1000 - context.clock.now().getTime();
  if (left > 0) return left;
  await removeObject(context.port, kinds.job, job, { propagation: 'Foreground' });
}

async function driveJob(context: Context, job: Job, own: readonly Pod[]): Promise<number | void> {
  const pods = sortPods(job, own);
  const tally = tallyPods(job, pods);
  const now = context.clock.now().getTime();
  const newlyFailed = pods.failed.filter(isTracked);
  const outcome = findDecidedOutcome(job) ?? decideOutcome(job, { ...totalsOf(tally), newlyFailed, now });
  const facts: JobFacts = { pods, tally, outcome, now: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z') };
  const written = await patchStatus(context.port, kinds.job, job, renderStatus(job, facts));
  await releasePods(context, [...pods.succeeded, ...pods.failed]);
  if (outcome !== undefined || job.spec?.suspend === true) await endPods(context, job, pods.active);
  if (outcome !== undefined && isOver(facts)) await reportEnd(context, job, facts);
  if (outcome !== undefined || job.spec?.suspend === true) return;
  return startPods(context, written, pods, totalsOf(tally));
}

async function endPods(context: Context, job: Job, pods: readonly Pod[]): Promise<void> {
  for (const pod of pods) {
    await removeObject(context.port, kinds.pod, pod);
    await context.record(job, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
  }
}

async function reportEnd({ record }: Context, job: Job, { outcome }: JobFacts): Promise<void> {
  if (outcome?.type === 'Complete') await record(job, { type: 'Normal', reason: 'Completed', message: 'Job completed' });
  else if (outcome !== undefined) await record(job, { type: 'Warning', reason: outcome.reason, message: outcome.message });
}

async function startPods(
  context: Context,
  job: Job,
  pods: PodsByState,
  totals: { succeeded: number; failed: number },
): Promise<number | void> {
  const open = Math.min(job.spec?.parallelism ?? 1, completionsOf(job) - totals.succeeded);
  const gone = new Set(pods.failed);
  const going = pods.terminating.filter((pod) => !gone.has(pod)).length;
  const missing = open - pods.active.length - going;
  const rest = lastEnd(pods.failed) + replacementDelay(totals.failed) - context.clock.now().getTime();
  if (missing > 0 && rest > 0) return rest;
  for (let index = 0; index < missing; index++) await createPod(context, job);
  return millisecondsLeft(job, context.clock.now().getTime());
}

function lastEnd(failed: readonly Pod[]): number {
  const ends = failed.flatMap((pod) => (pod.status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.finishedAt));
  return Math.max(0, ...ends.filter((end) => end !== undefined).map((end) => Date.parse(end)));
}

async function createPod({ port, record }: Context, job: Job): Promise<void> {
  try {
    const pod = await port.create(kinds.pod, renderJobPod(job));
    await record(job, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
  } catch (error) {
    await record(job, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${answerOf(error)}` });
    throw error;
  }
}
