import type { Volume } from '../kube/objects/kinds.ts';
import { affinityRequirements } from '../kube/objects/node-affinity.ts';
import { liqoNames } from './names.ts';

/** On which side of the peering the data of a virtual volume lives. */
export type VolumeSide = { readonly side: 'local' } | { readonly side: 'remote'; readonly provider: string };

/**
 * Reads it from the volume's node affinity, which is what the scheduler obeys: remote volumes carry `liqo.io/remote-cluster-id In [provider]`,
 * local ones `liqo.io/type DoesNotExist` (Liqo's storage provisioners). The claim's selected-node annotation may name a node that is gone.
 */
export function parseVolumeSide(volume: Volume): VolumeSide | undefined {
  const requirements = affinityRequirements(volume.spec?.nodeAffinity);
  const remote = requirements.find(({ key, operator }) => key === liqoNames.remoteClusterId && operator === 'In');
  const provider = remote?.values?.[0];
  if (provider !== undefined) return { side: 'remote', provider };
  const local = requirements.some(({ key, operator }) => key === liqoNames.nodeType && operator === 'DoesNotExist');
  return local ? { side: 'local' } : undefined;
}
