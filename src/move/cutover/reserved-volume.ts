import type { Claim, Volume } from '../../kube/kinds.ts';
import { storageClassOf } from '../../kube/storage-class.ts';
import { liqoNames } from '../../liqo/names.ts';
import { storageRequest } from '../claim/claim-copy.ts';
import { keyOf } from '../held/guarded-writes.ts';

/**
 * A virtual volume that only this claim can bind: `claimRef` names it without a uid, which the next claim of that name fills in (0.7 s from
 * delete to Bound on Kubernetes 1.34, although the class waits for a first consumer). It mirrors what the binder compares.
 */
export function renderReserved({
  name,
  claim,
  annotations,
  source,
  original,
}: {
  name: string;
  claim: Claim;
  annotations: Record<string, string>;
  source: Partial<NonNullable<Volume['spec']>>;
  /** The virtual volume as it was, for what the claim does not say. */
  original: Volume | undefined;
}): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { ...annotations, [liqoNames.provisionedBy]: liqoNames.provisioner } },
    spec: {
      ...source,
      ...comparedByBinder(claim, original),
      capacity: { storage: storageRequest(claim) },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...keyOf(claim) },
      persistentVolumeReclaimPolicy: 'Retain',
    },
  };
}

function comparedByBinder(claim: Claim, original: Volume | undefined): Partial<NonNullable<Volume['spec']>> {
  const { spec = {} } = claim;
  const attributes = original?.spec?.volumeAttributesClassName ?? spec.volumeAttributesClassName;
  return {
    accessModes: spec.accessModes ?? [],
    storageClassName: storageClassOf(claim) ?? '',
    volumeMode: spec.volumeMode ?? 'Filesystem',
    ...(attributes === undefined ? {} : { volumeAttributesClassName: attributes }),
  };
}
