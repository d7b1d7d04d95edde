import type { Claim, Node, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
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

const oneNode = ['ReadWriteOnce', 'ReadWriteOncePod'];

/** Folders that every node sees, as with the real provisioner's `sharedFileSystemPath`; here a class parameter says so. */
function isShared({ parameters }: StorageClass): boolean {
  return parameters?.['shared'] === 'true';
}

function suits({ spec }: Claim, storageClass: StorageClass): boolean {
  return isShared(storageClass) || (spec?.accessModes ?? []).every((mode) => oneNode.includes(mode));
}

/** Why nothing can be provisioned for the claim. `failing` is a class parameter by which tests make a provisioner that is out of order. */
export function explainRefusal({ claim, storageClass }: Order): string | undefined {
  const failing = storageClass.parameters?.['failing'];
  if (failing !== undefined) return failing;
  if (claim.spec?.selector !== undefined) return 'claim.Spec.Selector is not supported';
  if (claim.spec?.volumeMode === 'Block') return 'block volume mode is not supported';
  return suits(claim, storageClass) ? undefined : 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes';
}

/** The volume that the local path provisioner makes of a folder on a node. */
export function renderVolume({ claim, storageClass, node }: Order, path: string): Volume {
  const annotations = { 'local.path.provisioner/selected-node': node.metadata.name, [volumeNames.provisionedBy]: provisioner };
  const { mountOptions, reclaimPolicy = 'Delete' } = storageClass;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeNameOf(claim), annotations },
    spec: {
      accessModes: claim.spec?.accessModes ?? [],
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '0' },
      claimRef: referenceTo(claim),
      ...sourceOf(storageClass, path),
      ...(isShared(storageClass) ? {} : { nodeAffinity: onlyOn(node) }),
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      volumeMode: 'Filesystem',
      ...(mountOptions && { mountOptions }),
    },
  };
}

function sourceOf({ parameters }: StorageClass, path: string): object {
  return parameters?.['volumeType'] === 'local' ? { local: { path } } : { hostPath: { path, type: 'DirectoryOrCreate' } };
}

function onlyOn({ metadata }: Node): NonNullable<NonNullable<Volume['spec']>['nodeAffinity']> {
  const host = metadata.labels?.[hostname] ?? metadata.name;
  return { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: hostname, operator: 'In', values: [host] }] }] } };
}

function referenceTo({ metadata }: Claim): NonNullable<NonNullable<Volume['spec']>['claimRef']> {
  const { name, namespace = '', uid = '', resourceVersion = '' } = metadata;
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
}
