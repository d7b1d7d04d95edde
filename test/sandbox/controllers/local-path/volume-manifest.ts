import type { Claim, Node, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { volumeNames } from '../volume-names.ts';
import { modeOf } from '../volume-traits.ts';

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

/**
 * Why nothing can be provisioned for the claim. Of the class parameters `failing` makes a provisioner that is out of order, and `block` one
 * that serves block volumes too, which the real one does not.
 */
export function explainRefusal({ claim, storageClass }: Order): string | undefined {
  const failing = storageClass.parameters?.['failing'];
  if (failing !== undefined) return failing;
  if (claim.spec?.selector !== undefined) return 'claim.Spec.Selector is not supported';
  if (modeOf(claim) === 'Block' && storageClass.parameters?.['block'] !== 'true') return 'block volume mode is not supported';
  return suits(claim, storageClass) ? undefined : 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes';
}

/** The volume that the local path provisioner makes of a folder on a node. */
export function renderVolume(order: Order, path: string): Volume {
  const { claim, storageClass, node } = order;
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
      ...placeOf(order, path),
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      volumeMode: modeOf(claim),
      ...attributesOf(claim),
      ...(mountOptions && { mountOptions }),
    },
  };
}

/** A volume of another attributes class would not bind. */
function attributesOf({ spec }: Claim): object {
  const name = spec?.volumeAttributesClassName ?? '';
  return name === '' ? {} : { volumeAttributesClassName: name };
}

function placeOf({ claim, storageClass, node }: Order, path: string): object {
  if (modeOf(claim) === 'Block') return { local: { path }, nodeAffinity: onlyOn(node) };
  const affinity = isShared(storageClass) ? {} : { nodeAffinity: onlyOn(node) };
  return { ...sourceOf(storageClass, path), ...affinity };
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
