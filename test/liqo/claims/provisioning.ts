import type { Claim, StorageClass } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';

export const selectedNode = 'volume.kubernetes.io/selected-node';
const storageProvisioners = ['volume.kubernetes.io/storage-provisioner', 'volume.beta.kubernetes.io/storage-provisioner'];

/** Name of the node that the scheduler chose for the claim's first pod; empty before. */
export function selectedNodeOf(claim: Claim): string {
  return claim.metadata.annotations?.[selectedNode] ?? '';
}

/** Whether Liqo should make a volume for the claim at all: ours, unbound, deferred, and a node has been selected. */
export function wantsVolume(claim: Claim, storageClass: StorageClass | undefined): boolean {
  const annotations = claim.metadata.annotations ?? {};
  if (claim.spec?.volumeName) return false;
  if (!storageProvisioners.some((name) => annotations[name] === liqoNames.provisioner)) return false;
  if (storageClass?.provisioner !== liqoNames.provisioner || storageClass.volumeBindingMode !== 'WaitForFirstConsumer') return false;
  return selectedNodeOf(claim) !== '';
}
