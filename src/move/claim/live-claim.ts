import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { type Claim, kinds, type Pod } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { type Journal, liveClaimUid } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { clusterOf } from '../../volumes/home.ts';
import { moveLabels } from '../model/names.ts';

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
    next: [liqoctl(`move abort ${name} -n ${namespace}`, 'says where each copy lies; add --recreate to create the claim again')],
  });
}

/** Where a claim stands whose mounting would void the move. */
export interface MountedClaim {
  readonly port: KubePort;
  readonly namespace: string;
  readonly claim: string;
  /** Of the move, whose own pods may mount it. */
  readonly id: string;
}

/** The virtual claim and the real ones at both ends: a backup, for instance, may mount those on the side. */
export function mountedClaims(move: Pick<Move, 'consumer' | 'provider' | 'journal'>): Promise<MountedClaim>[] {
  const { consumer, journal } = move;
  const { request, source, target, id } = journal.value;
  const real = [source, target].map(async (home) => ({
    port: await clusterOf(home, move),
    namespace: home.namespace,
    claim: home.claim,
    id,
  }));
  return [Promise.resolve({ port: consumer, namespace: request.namespace, claim: request.claim, id }), ...real];
}

interface Mounter {
  readonly pod: Pod;
  readonly cluster: string;
}

async function listMounters(move: Move): Promise<readonly Mounter[]> {
  const listed = mountedClaims(move).map(async (claimed) => {
    const place = await claimed;
    const { items } = await place.port.list(kinds.pod, { namespace: place.namespace });
    return mountersAmong(items, place);
  });
  return (await Promise.all(listed)).flat();
}

/** Pods in any phase that name the claim and are not this move's own: pvc-protection counts finished ones, too. */
export function mountersAmong(pods: readonly Pod[], { port, claim, id }: MountedClaim): readonly Mounter[] {
  return pods.filter((pod) => isForeignUser(pod, { claim, id })).map((pod) => ({ pod, cluster: port.cluster }));
}

/** Whether a pod has the claim among its volumes and is not of the move of that id, whose own pods may. */
export function isForeignUser(pod: Pod, { claim, id }: Pick<MountedClaim, 'claim' | 'id'>): boolean {
  return namesClaim(pod, claim) && pod.metadata.labels?.[moveLabels.id] !== id;
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

/** A pod that mounts the claim may write: then the copy, or the exchange of the claim, is void. One that did and is gone counts as well. */
export async function refuseMounters(move: Move): Promise<void> {
  move.mounted?.throwIfAborted();
  const mounters = await listMounters(move);
  if (mounters.length > 0) throw mounterError(move.journal.value, mounters);
}

export function mounterError({ request: { namespace, claim } }: Journal, mounters: readonly Mounter[]): AppError {
  return new AppError('move', `claim ${namespace}/${claim} is in use by a pod`, {
    seen: mounters.map(
      ({ pod, cluster }) => `pod ${pod.metadata.namespace}/${pod.metadata.name} in ${cluster}, ${pod.status?.phase ?? 'Pending'}`,
    ),
    next: ['remove these pods, finished ones too, or scale their owner to 0'],
  });
}
