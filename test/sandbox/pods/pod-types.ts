import type { Pod } from '../../../src/kube/objects/kinds.ts';

export type PodSpec = NonNullable<Pod['spec']>;
export type PodStatus = NonNullable<Pod['status']>;
export type Container = PodSpec['containers'][number];
export type PodVolume = NonNullable<PodSpec['volumes']>[number];
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
export type TerminatedState = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;
export type Probe = NonNullable<Container['readinessProbe']>;
export type KeyToPath = NonNullable<NonNullable<PodVolume['secret']>['items']>[number];

/** Where a pod is, for messages: `namespace/name`. */
export function podName(pod: Pod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}`;
}

/** The spec of a pod; every pod from a server has one. */
export function specOf(pod: Pod): PodSpec {
  if (pod.spec === undefined) throw new Error(`pod ${podName(pod)} has no spec`);
  return pod.spec;
}

/** The uid of a pod; every pod from a server has one. */
export function uidOf(pod: Pod): string {
  if (pod.metadata.uid === undefined) throw new Error(`pod ${podName(pod)} has no uid`);
  return pod.metadata.uid;
}

/** Its container of that name. */
export function containerOf(pod: Pod, wanted: string): Container {
  const { initContainers = [], containers } = specOf(pod);
  const found = [...initContainers, ...containers].find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`pod ${podName(pod)} has no container ${wanted}`);
  return found;
}
