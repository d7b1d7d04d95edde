import type { Claim, Node, Volume } from '../../kube/objects/kinds.ts';
import { isVirtualNode, providerOfNode } from '../../liqo/virtual-node.ts';
import { parseVolumeSide, type VolumeSide } from '../../liqo/volume-home.ts';
import { storageNames } from '../../volumes/names.ts';

const local = 'local';
const remotePrefix = 'remote/';

/** The side as the claim's annotation says it. */
export function formatSide(side: VolumeSide): string {
  return side.side === 'local' ? local : `${remotePrefix}${side.provider}`;
}

/**
 * Where the real claim is: as the bound volume's affinity says, which the scheduler obeys and which a move changes; before there is a volume, as
 * the annotation says that was written before anything was created.
 */
export function sideOfClaim({ metadata }: Claim, volume: Volume | undefined): VolumeSide | undefined {
  const ofVolume = volume && parseVolumeSide(volume);
  if (ofVolume !== undefined) return ofVolume;
  const noted = metadata.annotations?.[storageNames.home];
  if (noted === local) return { side: 'local' };
  return noted?.startsWith(remotePrefix) ? { side: 'remote', provider: noted.slice(remotePrefix.length) } : undefined;
}

/** Where a claim goes whose first pod is meant for that node; undefined: a virtual node that does not say whose it is. */
export function sideOfNode(node: Node): VolumeSide | undefined {
  if (!isVirtualNode(node)) return { side: 'local' };
  const provider = providerOfNode(node);
  return provider === undefined ? undefined : { side: 'remote', provider };
}
