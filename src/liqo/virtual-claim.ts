import type { Claim, StorageClass, Volume } from '../kube/objects/kinds.ts';
import { liqoNames } from './names.ts';

/** Annotation that the volume controller puts on claims whose class has a provisioner of its own. */
const provisionerOfClaim = 'volume.kubernetes.io/storage-provisioner';

/** Whether Liqo provisions the claim. Its class, its volume and its own annotation each say so alone: not everybody may read all of them. */
export function isVirtualClaim(claim: Claim, storageClass: StorageClass | undefined, volume?: Volume): boolean {
  const ofVolume = volume?.metadata.annotations?.[liqoNames.provisionedBy];
  const ofClaim = claim.metadata.annotations?.[provisionerOfClaim];
  return [storageClass?.provisioner, ofVolume, ofClaim].includes(liqoNames.provisioner);
}
