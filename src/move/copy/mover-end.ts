import { AppError } from '../../base/errors.ts';
import type { Job, Pod } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { readEvidence } from '../../kube/evidence.ts';
import { explainExit } from '../../restic/exit-codes.ts';
import { type MoverResult, parseMoverResult } from '../../restic/mover-result.ts';
import { keyOf } from '../holding.ts';
import type { Move } from '../move.ts';
import type { Role } from './copy.ts';

/** Whoever waits for an explanation has waited enough. */
export const evidenceLimits = { seconds: 10, logLines: 10 };

/** How one mover ended, as far as the cluster tells. */
export interface MoverEnd {
  readonly result?: MoverResult;
  /** No pod was left that could tell. */
  readonly vanished: boolean;
  /** One line for people. */
  readonly summary: string;
  /** Facts for people: conditions, events, log lines. */
  readonly seen: readonly string[];
}

export async function readMoverEnd(move: Move, { metadata: { name, namespace = '' } }: Job): Promise<MoverEnd> {
  const pods = await move.consumer.list(kinds.pod, { namespace, labels: `job-name=${name}` });
  const pod = pods.items[0];
  if (pod === undefined) return { vanished: true, summary: 'its pod is gone', seen: [] };
  const result = resultOf(pod);
  const seen = result !== undefined && !('failure' in result) ? [] : await readEvidence(move.consumer, [keyOf(pod)], { clock: move.clock, ...evidenceLimits });
  return { ...(result === undefined ? {} : { result }), vanished: false, summary: summaryOf(pod, result), seen };
}

function resultOf(pod: Pod): MoverResult | undefined {
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const messages = containers.map(({ state }) => state?.terminated?.message ?? '');
  const results = messages.map(parseMoverResult).filter((result) => result !== undefined);
  const allEndedWell = containers.every(({ state }) => state?.terminated?.exitCode === 0);
  return results.find((result) => 'failure' in result || allEndedWell);
}

function summaryOf({ status }: Pod, result: MoverResult | undefined): string {
  if (result !== undefined && 'failure' in result) return explainExit(result.code, 'mover');
  const ended = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const bad = ended.find(({ state }) => state?.terminated !== undefined && state.terminated.exitCode !== 0);
  if (bad?.state?.terminated === undefined) return status?.message ?? status?.reason ?? 'it left no result';
  return explainExit(bad.state.terminated.exitCode, bad.name === 'verify' ? 'manifest' : 'mover');
}

/** The error of a copy that cannot be done, with everything that was seen. */
export function explainMoverEnd(end: MoverEnd, { role, job, tries }: { role: Role; job: Job; tries: number }): AppError {
  const details = end.result !== undefined && 'failure' in end.result ? end.result.details : [];
  const times = tries > 1 ? ` ${tries} times` : '';
  return new AppError('move', `the ${role} mover failed${times}: ${end.summary}`, {
    seen: [...details, ...end.seen],
    next: [`look at the above; the mover was Job ${job.metadata.namespace}/${job.metadata.name}`],
  });
}
