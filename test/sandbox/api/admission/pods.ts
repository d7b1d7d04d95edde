import type { Pod } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { sameJson } from '../object.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { checkPodSpec, fillPodSpec, type PodSpec } from './pod-spec.ts';

const notReady = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Defaults of a pod, those of the admission plugins included; its spec is fixed but for what a running pod may change. */
export const podStrategy: Strategy = {
  fill(object) {
    const { spec } = object as unknown as Pod;
    if (spec === undefined) return;
    fillPodSpec(spec);
    spec.enableServiceLinks ??= true;
  },
  prepare(object) {
    const pod = object as unknown as Pod;
    const { spec } = pod;
    // Validation says what is missing.
    if (spec?.containers === undefined) return;
    fillAbsent(spec, { serviceAccountName: 'default', priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    if (spec.serviceAccountName !== undefined) spec.serviceAccount = spec.serviceAccountName;
    spec.tolerations = tolerating(spec.tolerations ?? []);
    pod.status = { phase: 'Pending', qosClass: qosClass(spec) };
  },
  check: (object) => checkPodSpec((object as unknown as Pod).spec, 'spec'),
  checkChange: (object, before) => checkSpecChange((object as unknown as Pod).spec, (before as unknown as Pod).spec),
};

type Tolerations = NonNullable<PodSpec['tolerations']>;

/** Pods stay five minutes on a node that is lost, unless they say otherwise. */
function tolerating(given: Tolerations): Tolerations {
  const covered = (key: string) => given.some((each) => (each.key === key || !each.key) && (!each.effect || each.effect === 'NoExecute'));
  const added = notReady.filter((key) => !covered(key));
  return [...given, ...added.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))];
}

/** How the kubelet ranks the pod when memory is short. */
function qosClass({ containers, initContainers = [] }: PodSpec): string {
  const all = [...containers, ...initContainers];
  const amounts = all.flatMap(({ resources }) => [...Object.keys(resources?.requests ?? {}), ...Object.keys(resources?.limits ?? {})]);
  if (amounts.length === 0) return 'BestEffort';
  const guaranteed = all.every(({ resources }) => {
    const { limits = {}, requests = {} } = resources ?? {};
    return limits['cpu'] !== undefined && limits['memory'] !== undefined && sameJson(limits, requests);
  });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

const mutable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function checkSpecChange(spec: PodSpec | undefined, before: PodSpec | undefined): Cause[] {
  if (spec === undefined || before === undefined) return [fieldErrors.required('spec', '')];
  const kept = (before.tolerations ?? []).every((old) => (spec.tolerations ?? []).some((each) => sameJson(each, old)));
  if (kept && sameJson(fixedPart(spec), fixedPart(before))) return [];
  return [fieldErrors.forbidden('spec', `pod updates may not change fields other than ${mutable}`)];
}

function fixedPart(spec: PodSpec): object {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, containers, initContainers = [], ...rest } = spec;
  const withoutImage = ({ image: _image, ...container }: PodSpec['containers'][number]) => container;
  return { ...rest, containers: containers.map(withoutImage), initContainers: initContainers.map(withoutImage) };
}
