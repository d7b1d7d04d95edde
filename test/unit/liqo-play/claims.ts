import type { Claim } from '../../../src/kube/objects/kinds.ts';
import type { Key } from '../../../src/kube/client/port.ts';
import { liqoNames } from '../../../src/liqo/names.ts';

export function claimOf(key: Required<Key>, metadata: Partial<Claim['metadata']> = {}, spec: Claim['spec'] = {}): Claim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, ...key },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  };
}

/** A virtual claim as it is when the scheduler has chosen a node for its pod. */
export function virtualClaim(key: Required<Key>, node: string, metadata: Partial<Claim['metadata']> = {}): Claim {
  const annotations = {
    ...metadata.annotations,
    'volume.kubernetes.io/selected-node': node,
    'volume.kubernetes.io/storage-provisioner': liqoNames.provisioner,
  };
  return claimOf(key, { ...metadata, annotations }, { storageClassName: 'liqo' });
}
