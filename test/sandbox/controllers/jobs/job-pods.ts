import type { Job, Meta, Pod } from '../../../../src/kube/objects/kinds.ts';
import { controllerReference, isTerminating } from '../objects.ts';

/** Keeps a pod in the API until its Job has counted it. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** A pod of the Job, as the job controller makes it. */
export function renderJobPod(job: Job): Pod {
  const { name, namespace, uid = '' } = job.metadata;
  const template = job.spec?.template;
  const labels = {
    ...template?.metadata?.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const metadata = {
    generateName: `${name}-`,
    namespace,
    labels,
    ...(template?.metadata?.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
    finalizers: [trackingFinalizer],
    ownerReferences: [controllerReference(job)],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: metadata as unknown as Meta, spec: template?.spec as NonNullable<Pod['spec']> };
}

export interface PodsByState {
  readonly active: Pod[];
  readonly terminating: Pod[];
  readonly succeeded: Pod[];
  readonly failed: Pod[];
}

/** The Job's pods by what they mean to it. A pod that is being deleted has failed, unless the Job waits for its end (podReplacementPolicy Failed). */
export function sortPods(job: Job, pods: readonly Pod[]): PodsByState {
  const waits = job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined;
  const sorted: PodsByState = { active: [], terminating: [], succeeded: [], failed: [] };
  for (const pod of pods) {
    const phase = pod.status?.phase;
    if (phase === 'Succeeded') sorted.succeeded.push(pod);
    else if (phase === 'Failed') sorted.failed.push(pod);
    else if (!isTerminating(pod)) sorted.active.push(pod);
    else {
      sorted.terminating.push(pod);
      if (!waits) sorted.failed.push(pod);
    }
  }
  return sorted;
}
