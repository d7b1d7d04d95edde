import type { Pod } from '../../../src/kube/objects/kinds.ts';
import type { Addresses } from './downward.ts';
import { type Container, type ContainerStatus, type PodStatus, specOf, type TerminatedState } from './pod-types.ts';

/** What the kubelet knows about one container. */
export interface ContainerFacts {
  state: NonNullable<ContainerStatus['state']>;
  lastState: NonNullable<ContainerStatus['state']>;
  restartCount: number;
  ready: boolean;
  id: string | undefined;
}

export interface PodFacts {
  readonly startTime: string;
  /** Absent as long as the pod has no address. */
  readonly addresses: Addresses | undefined;
  readonly containers: ReadonlyMap<string, ContainerFacts>;
  /** Why the pod was ended from outside its containers, e.g. DeadlineExceeded. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
  /** Deletion ends a pod whatever its restart policy says. */
  readonly ended: boolean;
}

type Condition = NonNullable<PodStatus['conditions']>[number];

/** The status that the API shall show. `now` is an RFC 3339 time, for conditions that change. */
export function podStatus(pod: Pod, facts: PodFacts, now: string): PodStatus {
  const { initContainers = [], containers } = specOf(pod);
  const phase = phaseOf(pod, facts);
  const statuses = (list: readonly Container[]) =>
    list.map((container) => containerStatus(container, facts.containers.get(container.name), list === containers));
  const address = facts.addresses;
  return {
    phase,
    startTime: facts.startTime,
    qosClass: pod.status?.qosClass ?? 'BestEffort',
    conditions: conditionsOf(pod, { facts, phase, now }),
    containerStatuses: statuses(containers),
    ...(initContainers.length > 0 && { initContainerStatuses: statuses(initContainers) }),
    ...(address !== undefined && {
      hostIP: address.host,
      hostIPs: [{ ip: address.host }],
      podIP: address.pod,
      podIPs: [{ ip: address.pod }],
    }),
    ...(facts.failure !== undefined && facts.failure),
  } as PodStatus;
}

/** Pending, Running, Succeeded or Failed. */
function phaseOf(pod: Pod, facts: PodFacts): string {
  const { initContainers = [], containers, restartPolicy = 'Always' } = specOf(pod);
  const ends = (list: readonly Container[]) => list.map(({ name }) => facts.containers.get(name)?.state.terminated);
  const policy = facts.ended ? 'Never' : restartPolicy;
  if (facts.failure !== undefined || (policy === 'Never' && ends(initContainers).some(hasFailed))) return 'Failed';
  const main = ends(containers);
  if (main.every((end) => end !== undefined)) return phaseAtEnd(policy, main.some(hasFailed));
  if (facts.ended) return 'Failed';
  return containers.some(({ name }) => hasStarted(facts.containers.get(name))) ? 'Running' : 'Pending';
}

/** Of a pod whose containers have all ended: those that will be restarted still count as running. */
function phaseAtEnd(policy: string, failed: boolean): string {
  if (policy === 'Always' || (policy === 'OnFailure' && failed)) return 'Running';
  return failed ? 'Failed' : 'Succeeded';
}

function hasFailed(end: TerminatedState | undefined): boolean {
  return end !== undefined && end.exitCode !== 0;
}

function hasStarted(facts: ContainerFacts | undefined): boolean {
  return facts !== undefined && (facts.state.waiting === undefined || facts.lastState.terminated !== undefined);
}

function containerStatus({ name, image = '' }: Container, facts: ContainerFacts | undefined, main: boolean): ContainerStatus {
  const { state = {}, lastState = {}, restartCount = 0, ready = false, id } = facts ?? {};
  return {
    name,
    image,
    imageID: id === undefined ? '' : image,
    ready,
    restartCount,
    // An init container never counts as started, unless it is a native sidecar, which is not played.
    started: main && state.running !== undefined,
    state,
    lastState,
    ...(id !== undefined && { containerID: id }),
  } as ContainerStatus;
}

function conditionsOf(pod: Pod, { facts, phase, now }: { facts: PodFacts; phase: string; now: string }): Condition[] {
  const { initContainers = [], containers } = specOf(pod);
  const done = phase === 'Succeeded' || phase === 'Failed';
  const initialized = initContainers.every(({ name }) => facts.containers.get(name)?.state.terminated?.exitCode === 0);
  const unready = containers.filter(({ name }) => facts.containers.get(name)?.ready !== true).map(({ name }) => name);
  const readiness = (type: string): Wanted => {
    if (done) return { type, status: 'False', reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' };
    if (unready.length === 0) return { type, status: 'True' };
    return { type, status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  };
  const own: Wanted[] = [
    { type: 'PodReadyToStartContainers', status: facts.addresses === undefined || done ? 'False' : 'True' },
    initialized ? { type: 'Initialized', status: 'True' } : { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized' },
    readiness('Ready'),
    readiness('ContainersReady'),
  ];
  const before = new Map((pod.status?.conditions ?? []).map((condition) => [condition.type, condition]));
  const scheduled: Wanted[] = before.has('PodScheduled') ? [] : [{ type: 'PodScheduled', status: 'True' }];
  const foreign = [...before.values()].filter(({ type }) => !own.some((condition) => condition.type === type));
  return [...foreign, ...[...own, ...scheduled].map((wanted) => withTransition(wanted, before.get(wanted.type), now))];
}

interface Wanted {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function withTransition(wanted: Wanted, before: Condition | undefined, now: string): Condition {
  const changed = before?.status !== wanted.status;
  return { ...wanted, lastTransitionTime: changed ? now : (before?.lastTransitionTime ?? now) } as Condition;
}
