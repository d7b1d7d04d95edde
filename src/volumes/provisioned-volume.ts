import { type Claim, kinds, type StorageClass, type Volume } from '../kube/objects/kinds.ts';
import { liqoNames } from '../liqo/names.ts';
import { bindingNames } from './names.ts';

type VolumeSpec = NonNullable<Volume['spec']>;

/** Name of the virtual volume that is provisioned for a claim: the same at each try, so that no second one can come (external-provisioner's rule). */
export function provisionedVolumeName(claimUid: string): string {
  return `pvc-${claimUid}`;
}

/**
 * The virtual volume that stands for a bound real claim. It has the real capacity, the claim's modes and class, which the binder compares, and
 * the mount options of both classes; kubelets mount its source.
 */
export function renderProvisionedVolume({
  claim,
  storageClass,
  source,
  capacity,
}: {
  claim: Claim;
  /** The virtual class. */
  storageClass: StorageClass;
  /** Source, affinity and mount options that the real volume has. */
  source: Partial<VolumeSpec>;
  /** A quantity. */
  capacity: string;
}): Volume {
  const { name, namespace = '', uid = '' } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: provisionedVolumeName(uid), annotations: { [bindingNames.provisionedBy]: storageClass.provisioner } },
    spec: {
      ...source,
      ...comparedWith(claim),
      ...mountOptionsOf(source, storageClass),
      capacity: { storage: capacity },
      claimRef: { apiVersion: 'v1', kind: kinds.claim.kind, name, namespace, uid },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
    },
  };
}

function comparedWith({ spec }: Claim): Partial<VolumeSpec> {
  const { accessModes = [], volumeMode = 'Filesystem', volumeAttributesClassName: attributes } = spec ?? {};
  return { accessModes, volumeMode, ...(attributes === undefined ? {} : { volumeAttributesClassName: attributes }) };
}

function mountOptionsOf(source: Partial<VolumeSpec>, { mountOptions = [] }: StorageClass): Partial<VolumeSpec> {
  const all = [...new Set([...(source.mountOptions ?? []), ...mountOptions])];
  return all.length === 0 ? {} : { mountOptions: all };
}

/** Source and affinity of a virtual volume whose data is in a provider: a placeholder that is never mounted, on any of its virtual nodes. */
export function remoteSource(provider: string): Partial<VolumeSpec> {
  const matchExpressions = [{ key: liqoNames.remoteClusterId, operator: 'In', values: [provider] }];
  return { hostPath: { path: liqoNames.placeholderPath }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } } };
}
