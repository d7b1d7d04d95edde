import { AppError } from '../../base/errors.ts';
import type { Claim, Pod } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import type { KubePort } from '../../kube/port.ts';
import { liveClaimUid } from '../journal/journal.ts';
import type { Move } from '../move.ts';
import { marks } from '../names.ts';

export async function findClaim(move: Move): Promise<Claim | undefined> {
  const { namespace, claim } = move.journal.value.request;
  return move.consumer.find(kinds.claim, { namespace, name: claim });
}

/** The virtual claim that the journal knows. Where it is gone or another, nothing is discarded: only a person can tell what it means. */
export async function readLiveClaim(move: Move): Promise<Claim> {
  const claim = await findClaim(move);
  const expected = liveClaimUid(move.journal.value);
  if (claim?.metadata.uid === expected) return claim;
  const { namespace, claim: name } = move.journal.value.request;
  throw new AppError('move', `claim ${namespace}/${name} ${claim === undefined ? 'is gone' : 'is no longer the one that is being moved'}`, {
    seen: [
      `its uid was ${expected}`,
      ...(claim === undefined ? [] : [`now it is ${claim.metadata.uid}`]),
      'both copies of the data are held',
    ],
    next: [`liqoctl move abort ${name} -n ${namespace} says where each copy lies; add --recreate to create the claim again`],
  });
}

/** Pods in any phase that name the claim, but for this move's own: pvc-protection counts finished ones, too. */
async function listMounters(move: Move): Promise<readonly { pod: Pod; cluster: string }[]> {
  const { request, source, target } = move.journal.value;
  const found = await listNaming(move.consumer, request, move.journal.value.id);
  const remote = [source, target].filter((home) => home.kind === 'remote');
  const over = await Promise.all(
    remote.map(async ({ provider, namespace, claim }) =>
      listNaming(await move.provider(provider), { namespace, claim }, move.journal.value.id),
    ),
  );
  return [...found, ...over.flat()];
}

async function listNaming(
  port: KubePort,
  { namespace, claim }: { namespace: string; claim: string },
  id: string,
): Promise<readonly { pod: Pod; cluster: string }[]> {
  const pods = await port.list(kinds.pod, { namespace });
  return pods.items
    .filter((pod) => namesClaim(pod, claim) && pod.metadata.labels?.[marks.id] !== id)
    .map((pod) => ({ pod, cluster: port.cluster }));
}

/** Whether a pod has the claim among its volumes, generic ephemeral ones included. */
export function namesClaim({ metadata, spec }: Pod, claim: string): boolean {
  return (
    spec?.volumes?.some(
      ({ name, persistentVolumeClaim, ephemeral }) =>
        persistentVolumeClaim?.claimName === claim || (ephemeral !== undefined && `${metadata.name}-${name}` === claim),
    ) ?? false
  );
}

/** A pod that mounts the claim may write: then the copy, or the exchange of the claim, is void. */
export async function refuseMounters(move: Move): Promise<void> {
  const mounters = await listMounters(move);
  if (mounters.length === 0) return;
  const { namespace, claim } = move.journal.value.request;
  throw new AppError('move', `claim ${namespace}/${claim} is named by a pod`, {
    seen: mounters.map(
      ({ pod, cluster }) => `pod ${pod.metadata.namespace}/${pod.metadata.name} in ${cluster}, ${pod.status?.phase ?? 'Pending'}`,
    ),
    next: ['remove these pods, finished ones too, or scale their owner to 0'],
  });
}
