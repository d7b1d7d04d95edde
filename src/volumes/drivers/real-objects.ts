import { kubectl } from '../../base/hint.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import type { LocalHome } from '../home.ts';
import { patchAsOwner } from '../owned-writes.ts';
import type { HomeContext } from './driver.ts';

/** The real claim that the record knows, or the one of that name while its uid is not known yet. */
export async function findRealClaim(context: HomeContext, home: LocalHome): Promise<Claim | undefined> {
  const claim = await context.consumer.find(kinds.claim, { name: home.claim, namespace: home.namespace });
  if (claim === undefined || home.claimUid === undefined || claim.metadata.uid === home.claimUid) return claim;
  throw foreignError(context, home, claim);
}

/** The claim has the name of one whose uid was never recorded, but somebody else has made it. */
export function isForeign({ owner }: HomeContext, { claimUid }: LocalHome, claim: Claim): boolean {
  return claimUid === undefined && !owner.owns(claim);
}

export function foreignError({ owner }: HomeContext, home: LocalHome, { metadata }: Claim): Error {
  return owner.error(`claim ${home.namespace}/${home.claim} is not the one that ${owner.name} knows`, {
    seen: [`its uid is ${metadata.uid}; ${owner.name} knows ${home.claimUid ?? 'none of that name'}`],
    next: [kubectl(`get pvc -n ${home.namespace} ${home.claim} -o yaml`)],
  });
}

export async function findRealVolume({ consumer }: Pick<HomeContext, 'consumer'>, home: LocalHome): Promise<Volume | undefined> {
  if (home.volume === undefined) return undefined;
  const volume = await consumer.find(kinds.volume, { name: home.volume.name });
  return volume?.metadata.uid === home.volume.uid ? volume : undefined;
}

export async function readRealVolume(context: HomeContext, home: LocalHome): Promise<Volume> {
  const volume = await findRealVolume(context, home);
  if (volume !== undefined) return volume;
  const { owner } = context;
  throw owner.error(`the real volume ${home.volume?.name ?? 'of ' + home.claim} is gone`, {
    seen: [`${owner.name} knows it by uid ${home.volume?.uid ?? 'unknown'}`],
    next: [kubectl('get pv')],
  });
}

/** Bound to that very claim, and the claim is there to stay. */
export function isBoundTo(volume: Volume, claim: Claim): boolean {
  return (
    volume.status?.phase === 'Bound' && volume.spec?.claimRef?.uid === claim.metadata.uid && claim.metadata.deletionTimestamp === undefined
  );
}

export async function annotateRealClaim({ consumer, owner }: HomeContext, object: Claim, annotations: object): Promise<void> {
  await patchAsOwner(owner, consumer, { kind: kinds.claim, object, patch: { metadata: { annotations } } });
}

export async function patchRealVolume(
  { consumer, owner }: HomeContext,
  object: Volume,
  { annotations, policy }: { annotations: object; policy?: string | undefined },
): Promise<void> {
  const spec = policy === undefined ? {} : { spec: { persistentVolumeReclaimPolicy: policy } };
  await patchAsOwner(owner, consumer, { kind: kinds.volume, object, patch: { metadata: { annotations }, ...spec } });
}
