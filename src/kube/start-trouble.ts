import type { Pod } from './kinds.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

export function containersOf({ status }: Pod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

/** Reasons that no waiting mends. */
const hopeless = ['ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'CreateContainerConfigError', 'RunContainerError'];

/** What a kubelet tries again: its cache is late, or the Secret has yet to come through the fabric. */
const retried = /failed to sync|timed out|not found/;

/** What the scheduler says for a moment of every pod with a volume of its own; nobody has to hear of it. */
const passing = 'waiting for ephemeral volume controller';

/** Why a pod has not started, in its cluster's words, and whether it never will; undefined when nothing stands in its way. */
export function startTrouble(pod: Pod): { text: string; final: boolean } | undefined {
  const bad = containersOf(pod).find(({ state }) => hopeless.includes(state?.waiting?.reason ?? ''))?.state?.waiting;
  if (bad !== undefined) {
    const { reason, message = '' } = bad;
    return { text: `${reason}: ${message}`, final: reason !== 'CreateContainerConfigError' || !retried.test(message) };
  }
  const text = unscheduledText(pod);
  return text === undefined || text.includes(passing) ? undefined : { text, final: false };
}

function unscheduledText({ status }: Pod): string | undefined {
  const condition = status?.conditions?.find((each) => each.type === 'PodScheduled' && each.status === 'False');
  return condition && (condition.message ?? 'not scheduled');
}
