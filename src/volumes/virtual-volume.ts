import type { Claim, Volume } from '../kube/objects/kinds.ts';
import { storageClassOf } from '../kube/objects/storage-class.ts';
import { liqoNames } from '../liqo/names.ts';
import { affinityAnd } from '../kube/objects/node-affinity.ts';
import { bindingNames } from './names.ts';
import { storageRequest } from './claim-size.ts';

/**
 * A virtual volume that only this claim can bind: `claimRef` names it without a uid, which the next claim of that name fills in (0.7 s from
 * delete to Bound on Kubernetes 1.34, although the class waits for a first consumer). It mirrors what the binder compares.
 */
export function renderVirtualVolume({
  name,
  claim,
  annotations,
  source,
  original,
  provisioner,
}: {
  name: string;
  claim: Claim;
  annotations: Record<string, string>;
  source: Partial<NonNullable<Volume['spec']>>;
  /** The virtual volume as it was, for what the claim does not say. */
  original: Volume | undefined;
  /** Who is to look after it. */
  provisioner: string;
}): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { ...annotations, [bindingNames.provisionedBy]: provisioner } },
    spec: {
      ...source,
      ...comparedByBinder(claim, original),
      capacity: { storage: storageRequest(claim) },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...nameOf(claim) },
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

function nameOf({ metadata: { name, namespace } }: Claim): { name: string; namespace?: string } {
  return namespace === undefined ? { name } : { name, namespace };
}

type VolumeSpec = NonNullable<Volume['spec']>;

/** Source and affinity of a virtual volume that stands for a real one of this cluster: where that is reached, but from no virtual node. */
export function mirrorSource(real: VolumeSpec): Partial<VolumeSpec> {
  const nodeAffinity = affinityAnd(real.nodeAffinity, { key: liqoNames.nodeType, operator: 'DoesNotExist' });
  return { ...sourceOf(real), nodeAffinity };
}

/** What is left of a volume's spec is its source, whatever its kind: new kinds of source need no change here. */
function sourceOf(spec: VolumeSpec): Partial<VolumeSpec> {
  const { accessModes: _a, capacity: _c, claimRef: _r, nodeAffinity: _n, persistentVolumeReclaimPolicy: _p, ...rest } = spec;
  const { storageClassName: _s, volumeAttributesClassName: _v, volumeMode: _m, ...source } = rest;
  return source;
}
