import type { Claim } from '../../../../src/kube/kinds.ts';
import { kindNamed } from '../kinds.ts';
import { type ApiObject, sameJson } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Store } from '../store.ts';
import type { Strategy } from '../strategy.ts';

const classes = kindNamed('storageclasses');
const protection = 'kubernetes.io/pvc-protection';

type ClaimObject = ApiObject & Claim;

/** Defaults of a claim: protection finalizer, default class, file system mode, phase Pending. */
export const claimStrategy: Strategy = {
  fill(object) {
    const claim = object as ClaimObject;
    if (claim.spec !== undefined) claim.spec.volumeMode ??= 'Filesystem';
  },
  prepare(object, { store }) {
    const claim = object as ClaimObject;
    claim.status = { phase: 'Pending' };
    const finalizers = claim.metadata.finalizers ?? [];
    if (!finalizers.includes(protection)) claim.metadata.finalizers = [...finalizers, protection];
    if (claim.spec !== undefined && claim.spec.storageClassName === undefined) {
      const name = defaultClass(store);
      if (name !== undefined) claim.spec.storageClassName = name;
    }
  },
  check(object) {
    const { spec } = object as ClaimObject;
    const causes: Cause[] = [];
    if ((spec?.accessModes ?? []).length === 0) causes.push(fieldErrors.required('spec.accessModes', 'at least 1 access mode is required'));
    if (spec?.resources?.requests?.['storage'] === undefined) causes.push(fieldErrors.required('spec.resources[storage]', ''));
    return causes;
  },
  checkChange(object, before) {
    return [...checkSpec(object as ClaimObject, before as ClaimObject)];
  },
};

/** The newest class with the annotation of the default one. */
function defaultClass(store: Store): string | undefined {
  const marked = store
    .list(classes)
    .filter(({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
    .toSorted((left, right) => Number(right.metadata.resourceVersion) - Number(left.metadata.resourceVersion));
  return marked[0]?.metadata.name;
}

/** After creation only the volume's name (once), the size (growing, while bound) and the attributes class may change. */
function checkSpec(claim: ClaimObject, before: ClaimObject): Cause[] {
  const comparable = { ...claim.spec };
  const old = { ...before.spec };
  if ((old.volumeName ?? '') === '') old.volumeName = comparable.volumeName as string;
  const size = comparable.resources?.requests?.['storage'] ?? '0';
  const oldSize = old.resources?.requests?.['storage'] ?? '0';
  comparable.resources = old.resources as NonNullable<typeof old.resources>;
  comparable.volumeAttributesClassName = old.volumeAttributesClassName as string;
  const causes: Cause[] = [];
  const bound = before.status?.phase === 'Bound';
  if (!sameJson(comparable, old) || (size !== oldSize && !bound)) {
    const why =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    causes.push(fieldErrors.forbidden('spec', why));
  }
  if (parseQuantity(size) < parseQuantity(before.status?.capacity?.['storage'] ?? oldSize)) {
    causes.push(fieldErrors.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  return causes;
}
