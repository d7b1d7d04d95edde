import type { Claim, StorageClass, Volume } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';

type VolumeSpec = NonNullable<Volume['spec']>;

export interface VirtualVolume {
  readonly claim: Claim;
  readonly storageClass: StorageClass;
  /** The one field that says where the bytes are, e.g. `{ hostPath: { path } }`. */
  readonly source: Partial<VolumeSpec>;
  readonly nodeAffinity: VolumeSpec['nodeAffinity'];
}

/** Name that the provisioner library gives to the volume of a claim. */
export function volumeNameOf(claim: Claim): string {
  return `pvc-${claim.metadata.uid}`;
}

/** The volume that the user's claim is bound to, as Liqo makes it for local and for remote homes. */
export function forgeVirtualVolume({ claim, storageClass, source, nodeAffinity }: VirtualVolume): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeNameOf(claim), annotations: { [liqoNames.provisionedBy]: liqoNames.provisioner } },
    spec: {
      ...source,
      storageClassName: storageClass.metadata.name,
      ...requestOf(claim),
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      claimRef: referenceTo(claim),
      ...(nodeAffinity === undefined ? {} : { nodeAffinity }),
    },
  } as Volume;
}

/** What was asked for, whatever the real volume holds. */
function requestOf({ spec }: Claim): Partial<VolumeSpec> {
  return { accessModes: spec?.accessModes ?? [], capacity: { storage: spec?.resources?.requests?.['storage'] ?? '0' } };
}

function referenceTo({ metadata }: Claim): NonNullable<VolumeSpec['claimRef']> {
  const { name, namespace = '', uid = '', resourceVersion = '' } = metadata;
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
}
