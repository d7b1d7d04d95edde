import type { Claim, OwnerReference } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import { moveLabels } from '../model/names.ts';

/** What controllers note on a claim about its binding. */
export const bindingNotes: readonly string[] = [
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.kubernetes.io/selected-node',
  'volume.alpha.kubernetes.io/selected-node',
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
];

/** What says something about the old volume; on the new claim it would be a lie that Kubernetes believes. */
const leftOut = [...bindingNotes, storageNames.home, moveLabels.id, moveLabels.fencingToken, moveLabels.requestedAt];

/** The user's claim as it was, without its binding; `marks` are what lets it past the guard. */
export function renderNewClaim(original: Claim, owners: readonly OwnerReference[], extra: Record<string, string>): Claim {
  const { volumeName: _v, dataSource: _d, dataSourceRef: _r, ...spec } = original.spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: original.metadata.name,
      ...(original.metadata.namespace === undefined ? {} : { namespace: original.metadata.namespace }),
      ...(original.metadata.labels === undefined ? {} : { labels: original.metadata.labels }),
      annotations: { ...userAnnotations(original), ...extra },
      ...(owners.length === 0 ? {} : { ownerReferences: [...owners] }),
    },
    spec,
  };
}

function userAnnotations({ metadata }: Claim): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !leftOut.includes(key)));
}
