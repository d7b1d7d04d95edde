import type { Claim } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import { moveLabels } from '../model/names.ts';

/** Kubernetes takes the first off by itself (pvc-protection controller); the others are ours. */
const known = ['kubernetes.io/pvc-protection', moveLabels.hold, storageNames.finalizer];

/** Finalizers that somebody else put on a claim, such as a snapshot that is being taken: deleted now, the claim would hang in Terminating. */
export function foreignFinalizers({ metadata }: Claim): readonly string[] {
  return metadata.finalizers?.filter((finalizer) => !known.includes(finalizer)) ?? [];
}
