import type { Volume } from '../../../../src/kube/objects/kinds.ts';
import { checkImmutable } from '../immutable.ts';
import { type Fields, sameJson } from '../object.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';

const protection = 'kubernetes.io/pv-protection';
/** Fields of a volume's spec that are not the source of its data. */
const notSources = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

/** Defaults of a volume; its source never changes, its claimRef and reclaim policy may. */
export const volumeStrategy: Strategy = {
  fill(object) {
    const { spec } = object as unknown as Volume;
    if (spec === undefined) return;
    spec.persistentVolumeReclaimPolicy ??= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    if (spec.hostPath) spec.hostPath.type ??= '';
    if (spec.claimRef) {
      spec.claimRef.apiVersion ??= 'v1';
      spec.claimRef.kind ??= 'PersistentVolumeClaim';
    }
  },
  prepare(object) {
    const volume = object as unknown as Volume;
    volume.status = { phase: 'Pending' };
    const finalizers = volume.metadata.finalizers ?? [];
    if (!finalizers.includes(protection)) volume.metadata.finalizers = [...finalizers, protection];
  },
  check(object) {
    const spec = (object as unknown as Volume).spec ?? {};
    const causes: Cause[] = [];
    if ((spec.accessModes ?? []).length === 0) causes.push(fieldErrors.required('spec.accessModes', ''));
    if (spec.capacity?.['storage'] === undefined) causes.push(fieldErrors.required('spec.capacity', ''));
    const policies = ['Delete', 'Recycle', 'Retain'];
    const policy = spec.persistentVolumeReclaimPolicy;
    if (!policies.includes(policy ?? '')) causes.push(fieldErrors.unsupported('spec.persistentVolumeReclaimPolicy', policy, policies));
    return [...causes, ...checkSource(spec as Fields)];
  },
  checkChange(object, before) {
    const causes = checkImmutable(object, before, ['spec.volumeMode']);
    if (!sameJson(sourceOf(object.spec ?? {}), sourceOf(before.spec ?? {}))) {
      causes.push(fieldErrors.forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'));
    }
    // An affinity may be added later, never changed.
    if (before.spec?.['nodeAffinity'] !== undefined) causes.push(...checkImmutable(object, before, ['spec.nodeAffinity']));
    return [...causes, ...checkAttributesKept(object as unknown as Volume, before as unknown as Volume)];
  },
};

function checkAttributesKept({ spec }: Volume, before: Volume): Cause[] {
  const lost = before.spec?.volumeAttributesClassName !== undefined && spec?.volumeAttributesClassName === undefined;
  return lost ? [fieldErrors.forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')] : [];
}

function sourceOf(spec: Fields): Fields {
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !notSources.has(field)));
}

function checkSource(spec: Fields): Cause[] {
  const sources = Object.keys(sourceOf(spec));
  if (sources.length === 0) return [fieldErrors.required('spec', 'must specify a volume type')];
  if (sources.length > 1) return [fieldErrors.forbidden(`spec.${sources[1]}`, 'may not specify more than 1 volume type')];
  if (sources[0] !== 'local' || spec['nodeAffinity'] !== undefined) return [];
  return [fieldErrors.required('spec.nodeAffinity', 'Local volume requires node affinity')];
}
