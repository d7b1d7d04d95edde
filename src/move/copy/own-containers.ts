import type { Pod } from '../../kube/objects/kinds.ts';
import { containersOf } from '../../kube/evidence/startup-problem.ts';
import { moverContainers } from '../../restic/mover-job.ts';
import { isTerminal } from '../claim/finished-pods.ts';
import type { Move } from '../model/move.ts';

type ContainerStatus = ReturnType<typeof containersOf>[number];

/**
 * What a mover's pod tells of the containers that this move has put there, by their names: those of an injector may run for ever, and may be in
 * the pod of a provider only.
 */
export interface OwnContainers {
  readonly all: readonly ContainerStatus[];
  /** Without the init container. */
  readonly main: readonly ContainerStatus[];
  /** Whether the kubelet has said that all of them have ended: then nothing is copied any more, whatever else runs. */
  readonly ended: boolean;
  /** Whether all of them run, or have. */
  readonly started: boolean;
  /** Names of those that are not ours, and run. */
  readonly foreign: readonly string[];
}

export function ownContainers(move: Pick<Move, 'journal'>, pod: Pod): OwnContainers {
  const { init, main: names }: { init: string; main: readonly string[] } = ownNames(move);
  const all = containersOf(pod).filter(({ name }) => name === init || names.includes(name));
  const main = all.filter(({ name }) => name !== init);
  const each = (holds: (state: NonNullable<ContainerStatus['state']>) => boolean) =>
    names.every((wanted) => main.some(({ name, state }) => name === wanted && state !== undefined && holds(state)));
  return {
    all,
    main,
    ended: each(({ terminated }) => terminated !== undefined),
    started: each(({ running, terminated }) => (running ?? terminated) !== undefined),
    foreign: containersOf(pod)
      .filter((status) => !all.includes(status) && status.state?.running !== undefined)
      .map(({ name }) => name),
  };
}

/** The names of a mover's own containers. */
export function ownNames({ journal }: Pick<Move, 'journal'>): ReturnType<typeof moverContainers> {
  return moverContainers(journal.value.request.verify);
}

/** Whether the mover's pod was deleted and its node has not said yet that it has ended; where that node is gone it never will. */
export function isTerminating(move: Pick<Move, 'journal'>, pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isTerminal(pod) && !ownContainers(move, pod).ended;
}
