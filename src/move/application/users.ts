import { describeKeeper } from '../../kube/objects/keeper.ts';
import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import { isTerminal } from '../claim/finished-pods.ts';
import { isForeignUser } from '../claim/live-claim.ts';
import type { Watched } from '../../kube/client/wait.ts';
import type { Move } from '../model/move.ts';

/** Pods of this cluster that use the claim and are not this move's own, or are on their way out. Finished ones that stay are no matter of the application's owners. */
export function usersAmong(pods: readonly Pod[], { journal }: Pick<Move, 'journal'>): readonly Pod[] {
  const { id, request } = journal.value;
  const foreign = pods.filter((pod) => isForeignUser(pod, { claim: request.claim, id }));
  return foreign.filter((pod) => !isTerminal(pod) || pod.metadata.deletionTimestamp !== undefined);
}

/** Those that are there now. */
export async function readUsers(move: Pick<Move, 'consumer' | 'journal'>): Promise<readonly Pod[]> {
  const { port, kind, scope } = watchedUsers(move);
  const { items } = await port.list(kind, scope);
  return usersAmong(items, move);
}

/** Whether the pod serves: it is Ready and not told to go. */
export function isServing({ metadata, status }: Pod): boolean {
  const ready = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  return ready && metadata.deletionTimestamp === undefined;
}

/** Where the application's pods are, and all of them. */
export function watchedUsers({ consumer, journal }: Pick<Move, 'consumer' | 'journal'>): Watched<Pod> {
  return { port: consumer, kind: kinds.pod, scope: { namespace: journal.value.request.namespace } };
}

/** Named in a message, before the rest is only counted. */
const mostNames = 5;

/** As in `pod web-1 (Running, told to end, has until 2026-01-01T00:00:30Z)`. */
export function describeUsers(pods: readonly Pod[]): string {
  const more = pods.length - mostNames;
  return `${pods.slice(0, mostNames).map(describeUser).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function describeUser(pod: Pod): string {
  const { name, deletionTimestamp } = pod.metadata;
  const phase = pod.status?.phase ?? 'Pending';
  // The server sets it to the end of the grace period.
  const end = deletionTimestamp === undefined ? [] : ['told to end', `has until ${deletionTimestamp}`];
  const reason = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')?.message;
  return `pod ${name} (${[phase, ...end, describeKeeper(pod), reason].filter((each) => each !== undefined).join(', ')})`;
}
