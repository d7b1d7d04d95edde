import { homesAway } from '../../volumes/home.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { namesClaim } from './live-claim.ts';
import type { Move } from '../model/move.ts';
import { waitUntilRemoved } from '../held/waits.ts';

/** Whether the pod has ended for good: it writes nothing any more, and still keeps the claims that it names from being deleted. */
export function isTerminal({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/**
 * Deletes the finished pods that name the claim, exactly those that were seen to be finished, and waits until they are gone, in providers
 * too: their pods go with ours. Safe to repeat; what is deleted was over before.
 */
export async function removeFinishedPods(move: Move): Promise<void> {
  const { namespace, claim } = move.journal.value.request;
  const { items } = await move.consumer.list(kinds.pod, { namespace });
  const finished = items.filter((pod) => isTerminal(pod) && namesClaim(pod, claim));
  for (const pod of finished) {
    const { uid = '', resourceVersion = '' } = pod.metadata;
    try {
      await move.consumer.remove(kinds.pod, keyOf(pod), { uid, resourceVersion });
      move.emit({ type: 'warning', text: `removed the finished pod ${namespace}/${pod.metadata.name}` });
    } catch (error) {
      if (!failedWith(error, 'notFound')) throw error;
    }
  }
  for (const pod of finished) await waitUntilGone(move, pod);
}

async function waitUntilGone(move: Move, object: Pod): Promise<void> {
  await waitUntilRemoved(move, move.consumer, { kind: kinds.pod, object });
  for (const { provider, home } of homesAway(move.journal.value.source, move.journal.value.target)) {
    const port = await move.provider(provider);
    const reflected = await port.find(kinds.pod, { namespace: home.namespace, name: object.metadata.name });
    if (reflected !== undefined) await waitUntilRemoved(move, port, { kind: kinds.pod, object: reflected });
  }
}
