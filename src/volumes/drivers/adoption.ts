import type { Claim, Meta } from '../../kube/objects/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import type { RemoteHome } from '../home.ts';
import { storageNames } from '../names.ts';
import { madeForAnnotations } from '../real-claim.ts';

/** A patch of labels that takes a real claim out of the virtual kubelet's hands. */
export const reflectionOff = { [liqoNames.origin]: null, [liqoNames.destination]: null };

/** Whether the real claim in a provider is the real side of its virtual claim: by Liqo's labels, or by our own annotation with its uid. */
export function isAdoptedBy({ reflection }: RemoteHome, { metadata }: Claim, claimUid: string): boolean {
  const { labels = {}, annotations = {} } = metadata;
  if (reflection === undefined) return annotations[storageNames.claimUid] === claimUid;
  return labels[liqoNames.origin] !== undefined && labels[liqoNames.destination] !== undefined;
}

/** What makes it the real side of that virtual claim, in its incarnation with that uid. */
export function adoptedMetadata(
  { reflection }: RemoteHome,
  { metadata: { name, namespace = '' } }: Claim,
  claimUid: string,
): Pick<Meta, 'labels' | 'annotations'> {
  if (reflection === undefined) return { annotations: madeForAnnotations(claimUid, { namespace, name }) };
  return { labels: { [liqoNames.origin]: reflection.origin, [liqoNames.destination]: reflection.destination } };
}
