import type { Pod } from '../../../../src/kube/objects/kinds.ts';
import type { VolumeWait } from './volume-waits.ts';

const firstPause = 1000;
const longestPause = 10_000;

/** What the scheduler remembers of a pod between its looks at it. */
export interface WaitingPod {
  wait: VolumeWait | undefined;
  /** Nodes that could not serve its claims, each as often as that happened. */
  readonly givenBack: string[];
  /** When it may be tried again, on the clock of performance.now(). */
  notBefore: number;
}

/** The pods that the scheduler has begun with, by uid. Lost with the scheduler, as with the real one. */
export type WaitingList = Map<string, WaitingPod>;

/** What is known of the pod; nothing of a new one. */
export function recall(list: WaitingList, { metadata: { uid = '' } }: Pod): WaitingPod {
  const known = list.get(uid) ?? { wait: undefined, givenBack: [], notBefore: 0 };
  list.set(uid, known);
  return known;
}

/** The pod's node is given back; it is tried again after a second, then later each time (the scheduler's backoff queue). */
export function giveNodeBack(waiting: WaitingPod, now: number): void {
  if (waiting.wait !== undefined) waiting.givenBack.push(waiting.wait.node);
  waiting.wait = undefined;
  waiting.notBefore = now + Math.min(firstPause * 2 ** (waiting.givenBack.length - 1), longestPause);
}

/** Forgets whoever waits no longer, and tells the milliseconds until the next of the others may be tried; undefined where none is held up. */
export function settle(list: WaitingList, waiting: readonly Pod[], now: number): number | undefined {
  const present = new Set(waiting.map(({ metadata }) => metadata.uid));
  for (const uid of list.keys()) if (!present.has(uid)) list.delete(uid);
  const pauses = [...list.values()].map(({ notBefore }) => notBefore - now).filter((pause) => pause > 0);
  return pauses.length === 0 ? undefined : Math.min(...pauses);
}
