import { type Event, kinds } from '../../kube/objects/kinds.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { waitForObjects } from '../../kube/client/wait.ts';
import { liqoNames } from '../../liqo/names.ts';
import { patchOwned } from '../held/guarded-writes.ts';
import { liveClaimUid } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** Recorders drop bursts of events: ask again, but seldom. */
const askAgainMilliseconds = 5 * 60_000;

/**
 * Waits until the virtual kubelet of `provider` has seen the virtual claim with this uid and left the real claim without labels alone. It answers every
 * change of such a claim with the event `FailedReflection`, within a second, or some 40 s after it was killed (seen on Liqo 1.2.0). Events
 * expire, so only one that was not there before our touch counts. There is no time limit: whoever goes on without the answer loses data.
 */
export async function waitUntilReflectionSeen(move: Move, provider: string, uid = liveClaimUid(move.journal.value)): Promise<void> {
  const { namespace, claim } = move.journal.value.request;
  const scope = { namespace, fields: `involvedObject.uid=${uid},reason=${liqoNames.failedReflection}` };
  const before = await move.consumer.list(kinds.event, scope);
  const old = new Set(before.items.map(({ metadata }) => metadata.resourceVersion));
  const answer = (events: readonly Event[]) => {
    const fresh = events.some((event) => answers(event, uid, provider) && !old.has(event.metadata.resourceVersion));
    return fresh ? true : undefined;
  };
  for (let turn = 1; ; turn += 1) {
    await touch(move, { namespace, name: claim, uid });
    if (turn === 1) move.waiting(`the virtual kubelet of ${provider} to have seen claim ${namespace}/${claim}`);
    const pause = new AbortController();
    const signal = AbortSignal.any([move.signal, pause.signal]);
    const answered = waitForObjects({ port: move.consumer, kind: kinds.event, scope }, answer, { signal, clock: move.clock });
    const timer = move.clock.sleep(askAgainMilliseconds, signal).then(() => undefined);
    const seen = await Promise.race([answered, timer]).finally(() => pause.abort());
    await Promise.allSettled([answered, timer]);
    if (seen === true) return;
  }
}

function answers({ involvedObject, message, reason }: Event, uid: string, provider: string): boolean {
  return reason === liqoNames.failedReflection && involvedObject.uid === uid && (message?.includes(`cluster "${provider}"`) ?? false);
}

/**
 * Changes the claim in exactly the version that was read: a change that arrives when the move is over would leave its mark for ever. Throws KubeError
 * `conflict` for another claim of that name.
 */
async function touch(move: Move, { uid, ...key }: { namespace: string; name: string; uid: string }): Promise<void> {
  const patch = { metadata: { annotations: { [moveLabels.requestedAt]: Buffer.from(move.random(6)).toString('hex') } } };
  for (;;) {
    const read = await move.consumer.read(kinds.claim, key);
    const object = { ...read, metadata: { ...read.metadata, uid } };
    try {
      await patchOwned(move, move.consumer, { kind: kinds.claim, object, patch });
      return;
    } catch (error) {
      if (!failedWith(error, 'conflict') || read.metadata.uid !== uid) throw error;
    }
  }
}
