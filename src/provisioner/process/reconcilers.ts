import { findClaim, reconcileClaim } from '../claims/reconcile-claim.ts';
import { ensureStorageNamespace } from '../claims/installation.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { Reconciler } from '../model/reconciler.ts';
import { reclaimVolume } from '../removal/reclaim-volume.ts';
import { openProvisioner, reconcilerNames } from '../watching/open-provisioner.ts';

/**
 * All that is reconciled; resolves when their caches are complete. Only reads: it runs in every replica, before one of them leads.
 * Throws what the first lists do, and is called again then, with another signal.
 */
export async function createReconcilers(context: ProvisionerContext): Promise<readonly Reconciler[]> {
  const provisioner = await openProvisioner(context);
  context.enqueue(reconcilerNames.installation, context.settings.storageNamespace);
  return [
    { name: reconcilerNames.installation, reconcile: () => ensureStorageNamespace(provisioner), about: () => undefined },
    { name: reconcilerNames.claims, reconcile: (key) => reconcileClaim(provisioner, key), about: (key) => findClaim(provisioner, key) },
    {
      name: reconcilerNames.volumes,
      reconcile: (key) => reclaimVolume(provisioner, key),
      about: (key) => provisioner.view.volumes.get(key),
    },
  ];
}
