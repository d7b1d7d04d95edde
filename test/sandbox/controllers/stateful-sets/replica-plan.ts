import type { Pod, StatefulSet } from '../../../../src/kube/objects/kinds.ts';
import { isTerminating } from '../objects.ts';
import { isReady } from '../states.ts';
import { ordinalOf, revisionLabel, revisionOf } from './replica.ts';

export type Step =
  | { readonly do: 'create'; readonly ordinal: number }
  | { readonly do: 'delete'; readonly pod: Pod; readonly why: 'ended' | 'scaled down' | 'outdated' }
  /** The pod waits; its claims may have gone missing meanwhile. */
  | { readonly do: 'equip'; readonly ordinal: number };

/** What to do for the set now: in order and one at a time, unless its pods are managed in parallel. */
export function planSteps(set: StatefulSet, pods: readonly Pod[]): Step[] {
  const ordered = set.spec?.podManagementPolicy !== 'Parallel';
  const replicas = set.spec?.replicas ?? 1;
  const steps: Step[] = [];
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const pod = pods.find((one) => ordinalOf(set, one) === ordinal);
    const step = planReplica(ordinal, pod);
    if (step !== undefined) steps.push(step);
    if (ordered && !isHealthy(pod)) return steps;
  }
  const condemned = pods.filter((pod) => (ordinalOf(set, pod) ?? -1) >= replicas);
  const last = condemned.toSorted((left, right) => (ordinalOf(set, right) ?? 0) - (ordinalOf(set, left) ?? 0));
  const leaving = (ordered ? last.slice(0, 1) : last).filter((pod) => !isTerminating(pod));
  steps.push(...leaving.map((pod): Step => ({ do: 'delete', pod, why: 'scaled down' })));
  return condemned.length > 0 ? steps : [...steps, ...planUpdate(set, pods)];
}

function planReplica(ordinal: number, pod: Pod | undefined): Step | undefined {
  if (pod === undefined) return { do: 'create', ordinal };
  if (isTerminating(pod)) return undefined;
  const phase = pod.status?.phase;
  if (phase === 'Failed' || phase === 'Succeeded') return { do: 'delete', pod, why: 'ended' };
  return phase === 'Running' ? undefined : { do: 'equip', ordinal };
}

/** The highest replica of an old revision goes, once all are healthy. */
function planUpdate(set: StatefulSet, pods: readonly Pod[]): Step[] {
  if (set.spec?.updateStrategy?.type === 'OnDelete' || !pods.every(isHealthy)) return [];
  const lowest = set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const revision = revisionOf(set);
  const outdated = pods
    .filter((pod) => (ordinalOf(set, pod) ?? -1) >= lowest && pod.metadata.labels?.[revisionLabel] !== revision)
    .toSorted((left, right) => (ordinalOf(set, right) ?? 0) - (ordinalOf(set, left) ?? 0));
  return outdated.slice(0, 1).map((pod) => ({ do: 'delete', pod, why: 'outdated' }));
}

function isHealthy(pod: Pod | undefined): boolean {
  return pod !== undefined && pod.status?.phase === 'Running' && isReady(pod) && !isTerminating(pod);
}
