import type { Claim, OwnerReference, Pod, StatefulSet } from '../../../../src/kube/objects/kinds.ts';

export interface Tenancy {
  readonly set: StatefulSet;
  /** The replica that uses the claim. */
  readonly pod: Pod | undefined;
  /** The set has been scaled below this replica. */
  readonly condemned: boolean;
}

/** The owners that a claim has under the set's retention policy; who owns it takes it along when it is deleted. */
export function ownersFor(claim: Claim, { set, pod, condemned }: Tenancy): OwnerReference[] {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  const foreign = (claim.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== set.metadata.uid && uid !== pod?.metadata.uid);
  const owners = [...foreign];
  if (whenScaled === 'Delete' && condemned && pod !== undefined) owners.push(plainReference(pod));
  else if (whenDeleted === 'Delete') owners.push(plainReference(set));
  return owners;
}

function plainReference({ apiVersion, kind, metadata }: StatefulSet | Pod): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
}
