import type { Job, Pod } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { waitForObjects } from '../../kube/wait.ts';
import { isFinished } from '../claim/finished-pods.ts';
import type { Move } from '../move.ts';
import { goingMilliseconds } from '../within.ts';

/** Whether the pod was deleted and its node has not said yet that it has ended; where that node is gone it never will. */
export function isGoing(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isFinished(pod);
}

/** Resolves when a mover's pod was deleted and nobody has said in time that it has ended: its Job waits for that word for ever. */
export async function waitForLoss(move: Move, { metadata: { name, namespace = '' } }: Job): Promise<void> {
  const scope = { namespace, labels: `job-name=${name}` };
  const going = await waitForObjects({ port: move.consumer, kind: kinds.pod, scope }, (pods) => pods.find(isGoing), move);
  const grace = going.metadata.deletionGracePeriodSeconds ?? 0;
  await move.clock.sleep(grace * 1000 + goingMilliseconds(move), move.signal);
}
