import { type Event, kinds } from '../../../../src/kube/objects/kinds.ts';
import type { RecordedMove } from '../../../support/moves.ts';
import type { ApiServers } from '../api-servers.ts';

export interface KubeletAnswer {
  readonly uid: string;
  readonly provider: string;
  readonly reason?: string;
}

let counter = 0;

/** An event as the virtual kubelet writes it. */
export async function say({ rome }: ApiServers, { uid, provider, reason = 'FailedReflection' }: KubeletAnswer): Promise<Event> {
  return rome.create(kinds.event, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `data.${(counter += 1)}`, namespace: 'shop' },
    involvedObject: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data', uid },
    reason,
    message: `Error reflecting object to cluster "${provider}": remote object already exists`,
    type: 'Warning',
  });
}

/** Parts of a move in which the virtual kubelet answers each touch; a touch is known by the random bytes that it takes. */
export function answering(
  lab: ApiServers,
  move: RecordedMove,
  answer: KubeletAnswer,
): Pick<RecordedMove, 'random'> & { saidSo(): boolean } {
  let said = false;
  return {
    random: (bytes) => {
      // Only after the touch has arrived: what was there before is no answer.
      setImmediate(() => void say(lab, answer).then(() => (said = true)));
      return move.random(bytes);
    },
    saidSo: () => said,
  };
}
