import { type Job, kinds } from '../../kube/objects/kinds.ts';
import { waitForObjects } from '../../kube/client/wait.ts';
import type { Move } from '../model/move.ts';
import { deletionGraceMilliseconds } from '../held/timeout.ts';
import { isTerminating } from './own-containers.ts';

/** Resolves when a mover's pod was deleted and its end was not told in time: its Job waits for that word for ever. */
export async function waitForLoss(move: Move, { metadata: { name, namespace = '' } }: Job): Promise<void> {
  const scope = { namespace, labels: `job-name=${name}` };
  const going = await waitForObjects(
    { port: move.consumer, kind: kinds.pod, scope },
    (pods) => pods.find((pod) => isTerminating(move, pod)),
    move,
  );
  const grace = going.metadata.deletionGracePeriodSeconds ?? 0;
  await move.clock.sleep(grace * 1000 + deletionGraceMilliseconds(move), move.signal);
}
