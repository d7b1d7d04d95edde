import type { Claim, StorageClass, Volume } from '../kube/objects/kinds.ts';
import { bindingNames } from './names.ts';
import { isVirtualProvisioner } from './virtual-class.ts';

/**
 * Who provisions the claim, if that is Liqo or a controller of ours. Its volume, its class and its own annotation each say so alone: not everybody
 * may read all of them.
 */
export function virtualProvisionerOf(claim: Claim, storageClass: StorageClass | undefined, volume?: Volume): string | undefined {
  const ofVolume = volume?.metadata.annotations?.[bindingNames.provisionedBy];
  const ofClaim = claim.metadata.annotations?.[bindingNames.storageProvisioner];
  return [ofVolume, storageClass?.provisioner, ofClaim].find((name) => name !== undefined && isVirtualProvisioner(name));
}

/** Whether real claims stand behind the claim. */
export function isVirtualClaim(claim: Claim, storageClass: StorageClass | undefined, volume?: Volume): boolean {
  return virtualProvisionerOf(claim, storageClass, volume) !== undefined;
}
