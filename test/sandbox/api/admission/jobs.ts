import type { Job } from '../../../../src/kube/kinds.ts';
import { checkImmutable } from '../immutable.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { checkPodSpec, fillPodSpec } from './pod-spec.ts';

/** Defaults of a Job; its pods are selected by its uid. */
export const jobStrategy: Strategy = {
  fill(object) {
    const { spec, metadata } = object as unknown as Job;
    if (spec?.template === undefined) return;
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
    spec.parallelism ??= 1;
    spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1;
    spec.completionMode ??= 'NonIndexed';
    spec.suspend ??= false;
    spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
    const { labels } = spec.template.metadata ?? {};
    if (metadata.labels === undefined && labels !== undefined) metadata.labels = { ...labels };
    // A Job's pods have no default restart policy: the user must choose one.
    const chosen = spec.template.spec?.restartPolicy ?? '';
    if (spec.template.spec !== undefined) fillPodSpec(spec.template.spec);
    if (chosen === '' && spec.template.spec !== undefined) spec.template.spec.restartPolicy = '';
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

function checkRestartPolicy(policy: string): Cause[] {
  if (policy === 'OnFailure' || policy === 'Never') return [];
  const field = 'spec.template.spec.restartPolicy';
  return [
    policy === ''
      ? fieldErrors.required(field, 'valid values: "OnFailure", "Never"')
      : fieldErrors.unsupported(field, policy, ['OnFailure', 'Never']),
  ];
}
