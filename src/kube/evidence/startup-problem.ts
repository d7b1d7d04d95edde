import type { Pod } from '../objects/kinds.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

export function containersOf({ status }: Pod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

/** Reasons of a container that is only being made. */
const usual = ['ContainerCreating', 'PodInitializing'];

/** Reasons that no waiting fixes. Everything else a kubelet tries again: a registry comes back, a Secret has yet to come through the fabric. */
const permanent = ['ErrImageNeverPull', 'InvalidImageName'];

/** A configuration that does not fit its image (kubelet's securitycontext and kuberuntime packages). */
const unfit = /runAsNonRoot|non-root|non-numeric user/;

/** What a kubelet (since Kubernetes 1.32) puts before the cause while it waits to pull again. Left out, so that one cause is told once, not in turns with itself. */
const backingOff = /^ImagePullBackOff: Back-off pulling image "[^"]*": (?=ErrImagePull: )/;

/** What the scheduler says for a moment of every pod with a volume of its own; it is not worth telling. */
const passing = 'waiting for ephemeral volume controller';

/** What keeps a pod from starting. */
export interface StartTrouble {
  /** In its cluster's words. */
  readonly text: string;
  /** Whether it never will. */
  readonly final: boolean;
}

/**
 * Why the containers named `own` have not started; undefined when nothing stands in their way. Those that somebody's webhook has put into the
 * pod count only where they come first, as init containers.
 */
export function startupProblem(pod: Pod, own: readonly string[]): StartTrouble | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const counted = [...initContainerStatuses, ...containerStatuses.filter(({ name }) => own.includes(name))];
  const waiting = counted.map(explainWaiting).find((trouble) => trouble !== undefined);
  if (waiting !== undefined) return waiting;
  const text = unscheduledText(pod) ?? hangingText(initContainerStatuses, own);
  return text === undefined || text.includes(passing) ? undefined : { text, final: false };
}

function explainWaiting({ state }: ContainerStatus): StartTrouble | undefined {
  const { reason = 'ContainerCreating', message = '' } = state?.waiting ?? {};
  if (usual.includes(reason)) return undefined;
  const final = permanent.includes(reason) || (reason === 'CreateContainerConfigError' && unfit.test(message));
  return { text: `${reason}: ${message}`.replace(backingOff, ''), final };
}

function unscheduledText({ status }: Pod): string | undefined {
  const condition = status?.conditions?.find((each) => each.type === 'PodScheduled' && each.status === 'False');
  return condition && (condition.message ?? 'not scheduled');
}

/** Init containers run one after the other, each to its end; only a native sidecar counts as done once it has `started`. */
function hangingText(inits: readonly ContainerStatus[], own: readonly string[]): string | undefined {
  const current = inits.find(({ state, started }) => state?.terminated?.exitCode !== 0 && started !== true);
  if (current?.state?.running === undefined || own.includes(current.name)) return undefined;
  return `init container ${current.name}, which something else put into the pod, has not ended`;
}
