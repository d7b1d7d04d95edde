import type { Claim, Meta } from '../../src/kube/objects/kinds.ts';
import type { Key } from '../../src/kube/client/port.ts';

/** A claim for a volume of `volumeOf`. */
export function claimOf(key: Required<Key>, metadata: Partial<Meta> = {}, spec: Claim['spec'] = {}): Claim {
  const fixed = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'manual' };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ...metadata, ...key }, spec: { ...fixed, ...spec } };
}
