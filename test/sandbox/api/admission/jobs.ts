import type { Job } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { checkImmutable } from '../immutable.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { checkPodSpec, fillPodSpec } from './pod-spec.ts';

/** Defaults of a Job; its pods are selected by its uid. */
export const jobStrategy: Strategy = {
  fill(object) {
    const { spec, metadata } = object as unknown as Job;
    if (spec?.template === undefined) return;
    fillSpec(spec);
    const { labels } = spec.template.metadata ?? {};
    if (labels !== undefined) fillAbsent(metadata, { labels: { ...labels } });
    const pod = spec.template.spec;
    // A Job's pods have no default restart policy: the user must choose one.
    if (pod !== undefined) fillPodSpec(Object.assign(pod, { restartPolicy: pod.restartPolicy ?? '' }));
  },
  prepare(object) {
    const { spec, metadata } = object as unknown as Job;
    if (spec?.template === undefined || spec.manualSelector === true) return;
    const { uid = '', name } = metadata;
    const ownLabels = {
      'controller-uid': uid,
      'job-name': name,
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
    };
    spec.template.metadata = { ...spec.template.metadata, labels: { ...spec.template.metadata?.labels, ...ownLabels } };
    spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  },
  check(object) {
    const { spec } = object as unknown as Job;
    return [...checkPodSpec(spec?.template?.spec, 'spec.template.spec'), ...checkRestartPolicy(spec?.template?.spec?.restartPolicy ?? '')];
  },
  checkChange: (object, before) =>
    checkImmutable(object, before, ['spec.completions', 'spec.selector', 'spec.template', 'spec.completionMode', 'spec.podFailurePolicy']),
};

function fillSpec(spec: NonNullable<Job['spec']>): void {
  if (spec.parallelism === undefined) fillAbsent(spec, { completions: 1 });
  fillAbsent(spec, {
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
  });
}

function checkRestartPolicy(policy: string): Cause[] {
  if (policy === 'OnFailure' || policy === 'Never') return [];
  const field = 'spec.template.spec.restartPolicy';
  return [
    policy === ''
      ? fieldErrors.required(field, 'valid values: "OnFailure", "Never"')
      : fieldErrors.unsupported(field, policy, ['OnFailure', 'Never']),
  ];
}
