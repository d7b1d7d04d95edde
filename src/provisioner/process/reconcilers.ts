import type { ProvisionerContext } from '../model/context.ts';
import type { Reconciler } from '../model/reconciler.ts';

/**
 * All that is reconciled; resolves when their caches are complete. Only reads: it runs in every replica, before one of them leads.
 * Throws what the first lists do, and is called again then, with another signal.
 */
export async function createReconcilers(_context: ProvisionerContext): Promise<readonly Reconciler[]> {
  return [];
}
