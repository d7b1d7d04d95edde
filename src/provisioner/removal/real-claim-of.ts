import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { offloadingName } from '../../liqo/namespace-offloading.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import type { Provisioner } from '../model/provisioner.ts';

/** A claim as its volume remembers it, for what only needs to know which one it was. */
export function claimOfVolume({ spec }: Volume): Claim | undefined {
  const { namespace, name, uid } = spec?.claimRef ?? {};
  if (namespace === undefined || name === undefined || uid === undefined) return undefined;
  return { apiVersion: 'v1', kind: kinds.claim.kind, metadata: { namespace, name, uid } };
}

/**
 * Whether the namespace of the real claim is known to be gone with all that was in it: Liqo keeps the NamespaceOffloading until it has deleted the
 * namespace in each provider, and deletes them, too, when the last virtual node of a provider goes.
 */
export function isNamespaceGone({ view }: Provisioner, side: VolumeSide, namespace: string): boolean {
  if (side.side === 'local') return false;
  const offloaded = view.offloadings.get(offloadingName, namespace) !== undefined;
  return !offloaded || !view.virtualNodes.items().some(({ spec }) => spec.clusterID === side.provider);
}
