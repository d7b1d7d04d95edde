import type { Claim } from '../../../src/kube/objects/kinds.ts';
import type { Key } from '../../../src/kube/client/port.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { claimOf } from '../../support/claims.ts';

/** A virtual claim as it is when the scheduler has chosen a node for its pod. */
export function virtualClaim(key: Required<Key>, node: string, metadata: Partial<Claim['metadata']> = {}): Claim {
  const annotations = {
    ...metadata.annotations,
    'volume.kubernetes.io/selected-node': node,
    'volume.kubernetes.io/storage-provisioner': liqoNames.provisioner,
  };
  return claimOf(key, { ...metadata, annotations }, { storageClassName: 'liqo' });
}
