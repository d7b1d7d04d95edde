import type { Claim, Meta } from '../../kube/objects/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import type { RemoteHome } from '../home.ts';

/** On a real claim in a provider of our own class: the uid of the virtual claim whose real side it is. */
export const claimUidAnnotation = 'storage.liqoctl.io/claim-uid';

/** A patch of labels that takes a real claim out of the virtual kubelet's hands. */
export const reflectionOff = { [liqoNames.origin]: null, [liqoNames.destination]: null };

/** Whether the real claim in a provider is the real side of its virtual claim: by Liqo's labels, or by the virtual claim's uid. */
export function isAdoptedBy({ reflection }: RemoteHome, { metadata }: Claim, claimUid: string): boolean {
  const { labels = {}, annotations = {} } = metadata;
  if (reflection === undefined) return annotations[claimUidAnnotation] === claimUid;
  return labels[liqoNames.origin] !== undefined && labels[liqoNames.destination] !== undefined;
}

/** What makes it so. */
export function adoptedMetadata({ reflection }: RemoteHome, claimUid: string): Pick<Meta, 'labels' | 'annotations'> {
  if (reflection === undefined) return { annotations: { [claimUidAnnotation]: claimUid } };
  return { labels: { [liqoNames.origin]: reflection.origin, [liqoNames.destination]: reflection.destination } };
}
