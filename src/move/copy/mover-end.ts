import { AppError } from '../../base/errors.ts';
import { type Job, kinds, type Pod } from '../../kube/objects/kinds.ts';
import { readEvidence } from '../../kube/evidence/evidence.ts';
import { explainExit } from '../../restic/exit-codes.ts';
import { type MoverFailed, type MoverResult, parseMoverResult } from '../../restic/mover-result.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import type { Journal } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { adviseOn } from './mover-advice.ts';
import { evidenceLimits } from '../workspace/evidence-limits.ts';
import { isTerminating, ownContainers, type OwnContainers } from './own-containers.ts';
import type { Role } from '../model/copy-state.ts';

/** How one mover ended, as far as the cluster tells. */
export interface MoverEnd {
  readonly result?: MoverResult;
  /** It was not said, by a kubelet that could know, that it writes no more. */
  readonly vanished: boolean;
  /** One line for people. */
  readonly summary: string;
  /** Facts for people: conditions, events, log lines. */
  readonly seen: readonly string[];
  /** What is left of its pod that is not ours. */
  readonly warning?: string;
}

export async function readMoverEnd(move: Move, job: Job): Promise<MoverEnd> {
  const { name, namespace = '', uid } = job.metadata;
  const now = await foundAgain(() => move.consumer.find(kinds.job, { name, namespace }));
  const pod = await foundAgain(async () => (await move.consumer.list(kinds.pod, { namespace, labels: `job-name=${name}` })).items[0]);
  if (now?.metadata.uid !== uid) return { vanished: true, summary: 'its Job was deleted', seen: [] };
  if (pod === undefined || isLost(move, pod)) return { vanished: true, summary: 'its pod is gone without a word of its node', seen: [] };
  return readPodEnd(move, pod);
}

/** Looked for once more where it seems to be gone: an answer may be older than what it is about, and for this one the whole copy would be given up. */
async function foundAgain<R>(find: () => Promise<R | undefined>): Promise<R | undefined> {
  return (await find()) ?? find();
}

async function readPodEnd(move: Move, pod: Pod): Promise<MoverEnd> {
  const look = () => readEvidence(move.consumer, [keyOf(pod)], evidenceLimits(move));
  if (isTerminating(move, pod)) {
    return { vanished: true, summary: 'its pod was deleted, and its node does not say that it has ended', seen: await look() };
  }
  const own = ownContainers(move, pod);
  const result = resultOf(own);
  const told = result !== undefined && (!isFailed(result) || result.details.length > 0);
  const seen = told ? [] : await look();
  const warning = warnOfForeign(pod, own);
  return {
    ...(result === undefined ? {} : { result }),
    vanished: false,
    summary: summaryOf({ pod, own, result, images: move.journal.value.request.images }),
    seen,
    ...(warning === undefined ? {} : { warning }),
  };
}

function warnOfForeign({ metadata }: Pod, { foreign }: OwnContainers): string | undefined {
  if (foreign.length === 0) return undefined;
  const which = `container${foreign.length === 1 ? '' : 's'} ${foreign.join(' and ')}`;
  return `pod ${metadata.namespace}/${metadata.name} still runs ${which}, which something else put into it; it is removed with the mover`;
}

/** Closed by somebody else than its kubelet: by the pod collector, which knows no container, or by Liqo for a pod that it lost sight of. */
function isLost(move: Move, pod: Pod): boolean {
  if (pod.status?.reason === 'RemotePodTerminated') return true;
  return pod.status?.phase === 'Failed' && ownContainers(move, pod).main.some(({ state }) => state?.running !== undefined);
}

/** A mover's own account of a failure, not of success. */
export function isFailed(result: MoverResult): result is MoverFailed {
  return 'failure' in result;
}

/** What a mover says about itself counts as success only if every container of ours has ended well. */
function resultOf({ all, ended }: OwnContainers): MoverResult | undefined {
  const ends = all.map(({ state }) => state?.terminated);
  const results = ends.map((state) => parseMoverResult(state?.message ?? '')).filter((result) => result !== undefined);
  const allWell = ended && ends.every((state) => state?.exitCode === 0);
  return results.find((result) => isFailed(result) || allWell);
}

type Images = Journal['request']['images'];

interface Ended {
  readonly pod: Pod;
  readonly own: OwnContainers;
  readonly result: MoverResult | undefined;
  readonly images: Images;
}

function summaryOf({ pod, own, result, images }: Ended): string {
  if (result !== undefined && isFailed(result)) return explainExit(result.code, 'mover');
  return explainContainers(own, images) ?? explainForeign(pod, own) ?? pod.status?.message ?? pod.status?.reason ?? 'it left no result';
}

function explainContainers({ all }: OwnContainers, images: Images): string | undefined {
  for (const { name, state } of all) {
    const code = state?.terminated?.exitCode ?? 0;
    // A shell's word for a program that is not there; those with restic ask for it first.
    if (code === 127)
      return name === 'verify' ? `python3 not found in image ${images.verify}` : `restic not found in image ${images.restic}`;
    if (code !== 0) return explainExit(code, name === 'verify' ? 'manifest' : 'mover');
  }
  return undefined;
}

/** An init container that fails keeps ours from ever starting. */
function explainForeign({ status }: Pod, { all }: OwnContainers): string | undefined {
  const failed = status?.initContainerStatuses?.find((init) => !all.includes(init) && (init.state?.terminated?.exitCode ?? 0) !== 0);
  if (failed === undefined) return undefined;
  return `init container ${failed.name}, which something else put into its pod, ended with exit code ${failed.state?.terminated?.exitCode}`;
}

/** It may still be writing somewhere, into a volume that is discarded for that. */
export const afterLoss = 'see what became of its node, or who deleted the pod; then move again, onto a fresh volume';

/** The error of a copy that cannot be done, with everything that was seen. */
export function explainMoverEnd(
  end: MoverEnd,
  { role, job, tries, journal }: { role: Role; job: Job; tries: number; journal: Journal },
): AppError {
  const failed = end.result !== undefined && isFailed(end.result) ? end.result : undefined;
  const times = tries > 1 ? ` ${tries} times` : '';
  return new AppError('move', `the ${role} mover failed${times}: ${end.summary}`, {
    seen: [...(failed?.details ?? []), ...end.seen, `it was Job ${job.metadata.namespace}/${job.metadata.name}`],
    next: end.vanished ? [afterLoss] : adviseOn(failed?.failure, journal),
  });
}
