import type { Claim, Node, StorageClass, Volume } from '../../../../src/kube/kinds.ts';
import { volumeNames } from '../volume-names.ts';

export const provisioner = 'rancher.io/local-path';
const hostname = 'kubernetes.io/hostname';

export interface Order {
  readonly claim: Claim;
  readonly storageClass: StorageClass;
  readonly node: Node;
}

export function volumeNameOf(claim: Claim): string {
  return `pvc-${claim.metadata.uid}`;
}

/** Why nothing can be provisioned for the claim. `failing` is a class parameter by which tests make a provisioner that is out of order. */
export function explainRefusal({ claim, storageClass }: Order): string | undefined {
  const failing = storageClass.parameters?.['failing'];
  if (failing !== undefined) return failing;
  if (claim.spec?.selector !== undefined) return 'claim.Spec.Selector is not supported';
  if (claim.spec?.volumeMode === 'Block') return 'block volume mode is not supported';
  const modes = claim.spec?.accessModes ?? [];
  const single = modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
  return single ? undefined : 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes';
}

/** The volume that the local path provisioner makes of a folder on a node. */
export function renderVolume({ claim, storageClass, node }: Order, path: string): Volume {
  const host = node.metadata.labels?.[hostname] ?? node.metadata.name;
  const source =
    storageClass.parameters?.['volumeType'] === 'local' ? { local: { path } } : { hostPath: { path, type: 'DirectoryOrCreate' } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeNameOf(claim),
      annotations: { 'local.path.provisioner/selected-node': node.metadata.name, [volumeNames.provisionedBy]: provisioner },
    },
    spec: {
      accessModes: claim.spec?.accessModes ?? [],
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '0' },
      claimRef: referenceTo(claim),
      ...source,
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: hostname, operator: 'In', values: [host] }] }] } },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: 'Filesystem',
      ...(storageClass.mountOptions === undefined ? {} : { mountOptions: storageClass.mountOptions }),
    },
  };
}

function referenceTo({ metadata }: Claim): NonNullable<NonNullable<Volume['spec']>['claimRef']> {
  const { name, namespace = '', uid = '', resourceVersion = '' } = metadata;
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
}
