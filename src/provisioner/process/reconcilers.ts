import { removeUnusedClass } from '../classes/remove-unused-class.ts';
import { ensureStorageNamespace } from '../claims/installation.ts';
import { findVirtualClaim, reconcileClaim } from '../claims/reconcile-claim.ts';
import { reconcileGuard } from '../guards/reconcile-guard.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { Reconciler } from '../model/reconciler.ts';
import { reclaimVolume } from '../removal/reclaim-volume.ts';
import { reconcilerNames } from '../watching/hear-changes.ts';
import { openProvisioner } from '../watching/open-provisioner.ts';

/**
 * All that is reconciled; resolves when their caches are complete. Only reads: it runs in every replica, before one of them leads.
 * Throws what the first lists do, and is called again then, with another signal.
 */
export async function createReconcilers(context: ProvisionerContext): Promise<readonly Reconciler[]> {
  const provisioner = await openProvisioner(context);
  const { view } = provisioner;
  context.enqueue(reconcilerNames.installation, context.settings.storageNamespace);
  const nothing = () => undefined;
  return [
    { name: reconcilerNames.installation, reconcile: () => ensureStorageNamespace(provisioner), about: nothing },
    {
      name: reconcilerNames.claims,
      reconcile: (key) => reconcileClaim(provisioner, key),
      about: (key) => findVirtualClaim(provisioner, key),
    },
    { name: reconcilerNames.volumes, reconcile: (key) => reclaimVolume(provisioner, key), about: (key) => view.volumes.get(key) },
    { name: reconcilerNames.guards, reconcile: (key) => reconcileGuard(provisioner, key), about: nothing },
    { name: reconcilerNames.classes, reconcile: (key) => removeUnusedClass(provisioner, key), about: (key) => view.classes.get(key) },
  ];
}
