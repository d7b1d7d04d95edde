import type { Meta, Volume } from '../../src/kube/objects/kinds.ts';

/** A volume for a claim of `claimOf`; nothing is behind it. */
export function volumeOf(name: string, spec: Volume['spec'] = {}, metadata: Partial<Meta> = {}): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { ...metadata, name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      storageClassName: 'manual',
      persistentVolumeReclaimPolicy: 'Delete',
      hostPath: { path: `/nowhere/${name}` },
      ...spec,
    },
  };
}
