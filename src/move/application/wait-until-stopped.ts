import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import { waitForObjects, type Watched } from '../../kube/client/wait.ts';
import { homesAway } from '../../volumes/home.ts';
import { mountersAmong } from '../claim/live-claim.ts';
import { withStallTimeout } from '../held/timeout.ts';
import type { Move } from '../model/move.ts';
import { noteLastReady } from './downtime.ts';
import { ownersInJournal } from './record-owner.ts';
import { describeUsers, isServing, usersAmong, watchedUsers } from './users.ts';

/** Pods that have to end. */
interface Ending {
  readonly watched: Watched<Pod>;
  readonly among: (pods: readonly Pod[]) => readonly Pod[];
  /** Told of them at each change. */
  readonly seen?: (pods: readonly Pod[]) => Promise<void>;
}

/**
 * Waits until no pod uses the claim, here or reflected in a provider, naming those that do; none is killed. Throws AppError `move` when the move has
 * scaled their owners and nothing has changed about them for the stall time.
 */
export async function waitUntilStopped(move: Move): Promise<void> {
  let served = false;
  const seen = async (pods: readonly Pod[]) => {
    const serves = pods.some(isServing);
    if (served && !serves) await noteLastReady(move);
    served = serves;
  };
  await waitUntilNone(move, { watched: watchedUsers(move), among: (pods) => usersAmong(pods, move), seen });
  const { id, source, target } = move.journal.value;
  for (const { provider, home } of homesAway(source, target)) {
    const port = await move.provider(provider);
    const place = { port, namespace: home.namespace, claim: home.claim, id };
    const among = (pods: readonly Pod[]) => mountersAmong(pods, place).map(({ pod }) => pod);
    await waitUntilNone(move, { watched: { port, kind: kinds.pod, scope: { namespace: home.namespace } }, among });
  }
}

/** The stall time begins anew with each change. */
async function waitUntilNone(move: Move, { watched, among, seen }: Ending): Promise<void> {
  // People stop it when they like.
  const ours = ownersInJournal(move).length > 0;
  for (let before: string | undefined; ;) {
    const changed = (pods: readonly Pod[]) => {
      const left = among(pods);
      return describeUsers(left) === before ? undefined : left;
    };
    const terms = { what: `${before ?? 'pods'} to end`, look: async () => [] };
    const look = (patient: Move) => waitForObjects(watched, changed, patient);
    const left = ours ? await withStallTimeout(move, terms, look) : await look(move);
    await seen?.(left);
    if (left.length === 0) return;
    before = describeUsers(left);
    move.waiting(`${before} to end`);
  }
}
