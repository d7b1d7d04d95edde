import type { Claim, StorageClass } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { bindingNames, heldByMove, storageNames } from '../../volumes/names.ts';
import type { Provisioner } from './provisioner.ts';

/** The virtual class of a claim, if it is one of ours. */
export function virtualClassOf({ view, settings }: Provisioner, claim: Claim): StorageClass | undefined {
  const found = view.classes.get(storageClassOf(claim) ?? '');
  return found?.provisioner === settings.provisioner ? found : undefined;
}

/** Whether the claim is ours to look after: by its class, or, where that is gone, by what was written on it. */
export function isOurs(provisioner: Provisioner, claim: Claim): boolean {
  const { annotations = {}, finalizers = [] } = claim.metadata;
  const asked = annotations[bindingNames.storageProvisioner] === provisioner.settings.provisioner;
  return virtualClassOf(provisioner, claim) !== undefined || asked || finalizers.includes(storageNames.finalizer);
}

/** Whether a move holds the claim: until it lets go, nothing of it is ours to change. */
export function isHeldByMove({ metadata }: Claim): boolean {
  return metadata.annotations?.[heldByMove] !== undefined;
}

/** The virtual claim that a real one was made for. */
export function virtualKeyOf({ metadata: { annotations = {} } }: Claim): string | undefined {
  const { [storageNames.claimNamespace]: namespace, [storageNames.claimName]: name } = annotations;
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}
