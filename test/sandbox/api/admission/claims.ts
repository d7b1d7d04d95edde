import type { Claim } from '../../../../src/kube/objects/kinds.ts';
import { kindNamed } from '../kinds.ts';
import { sameJson } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { type Cause, fieldErrors } from '../status.ts';
import { classAnnotation, classOf, defaultClass } from '../storage-class.ts';
import type { Strategy } from '../strategy.ts';

const classes = kindNamed('storageclasses');
const protection = 'kubernetes.io/pvc-protection';
type ClaimSpec = NonNullable<Claim['spec']>;

/** Defaults of a claim: protection finalizer, default class, file system mode, phase Pending. */
export const claimStrategy: Strategy = {
  fill(object) {
    const { spec } = object as unknown as Claim;
    if (spec !== undefined) spec.volumeMode ??= 'Filesystem';
  },
  prepare(object, { store }) {
    const claim = object as unknown as Claim;
    claim.status = { phase: 'Pending' };
    const finalizers = claim.metadata.finalizers ?? [];
    if (!finalizers.includes(protection)) claim.metadata.finalizers = [...finalizers, protection];
    if (claim.spec === undefined || claim.spec.storageClassName !== undefined) return;
    if (claim.metadata.annotations?.[classAnnotation] !== undefined) return;
    const name = defaultClass(store);
    if (name !== undefined) claim.spec.storageClassName = name;
  },
  check(object) {
    const { spec } = object as unknown as Claim;
    const causes: Cause[] = [];
    if ((spec?.accessModes ?? []).length === 0) causes.push(fieldErrors.required('spec.accessModes', 'at least 1 access mode is required'));
    const size = spec?.resources?.requests?.['storage'];
    if (size === undefined) causes.push(fieldErrors.required('spec.resources[storage]', ''));
    else if (!(parseQuantity(size) > 0)) causes.push(fieldErrors.invalid('spec.resources[storage]', size, 'must be greater than zero'));
    return causes;
  },
  checkChange: (object, before) => checkSpecChange(object as unknown as Claim, before as unknown as Claim),
  refuse(object, before, { store }) {
    if (before === undefined || sizeOf(object as unknown as Claim) <= sizeOf(before as unknown as Claim)) return undefined;
    if (store.get(classes, classOf(before as unknown as Claim))?.['allowVolumeExpansion'] === true) return undefined;
    return 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
  },
};

function sizeOf(claim: Claim): number {
  return parseQuantity(claim.spec?.resources?.requests?.['storage'] ?? '0');
}

/** After creation only the volume's name (once), an absent class and, while bound, the size and the attributes class may change. */
function checkSpecChange(claim: Claim, before: Claim): Cause[] {
  const causes = checkAnnotation(claim, before);
  const changed = sizeOf(claim) !== sizeOf(before) || attributesOf(claim) !== attributesOf(before);
  if (!sameJson(fixedPart(claim, before), fixedPart(before, before)) || (changed && before.status?.phase !== 'Bound')) {
    const why = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    causes.push(fieldErrors.forbidden('spec', why));
  }
  return [...causes, ...checkShrinking(claim, before), ...checkAttributesKept(claim, before)];
}

/** Back from a size that cannot be had, but not to the one that is there or below. */
function checkShrinking(claim: Claim, before: Claim): Cause[] {
  if (sizeOf(claim) >= sizeOf(before) || sizeOf(claim) > parseQuantity(before.status?.capacity?.['storage'] ?? '0')) return [];
  return [fieldErrors.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')];
}

/** An attributes class that a volume has can be exchanged, not taken off. */
function checkAttributesKept(claim: Claim, before: Claim): Cause[] {
  if (before.status?.currentVolumeAttributesClassName === undefined || attributesOf(claim) !== '') return [];
  if (attributesOf(before) === '') return [];
  const what = claim.spec?.volumeAttributesClassName === undefined ? 'nil' : 'empty string';
  const why = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  return [fieldErrors.forbidden('spec.volumeAttributesClassName', why)];
}

function attributesOf({ spec }: Claim): string {
  return spec?.volumeAttributesClassName ?? '';
}

function checkAnnotation(claim: Claim, before: Claim): Cause[] {
  const [now, then] = [claim, before].map(({ metadata }) => metadata.annotations?.[classAnnotation]);
  return now === then ? [] : [fieldErrors.invalid(`metadata.annotations[${classAnnotation}]`, now, 'field is immutable')];
}

function fixedPart({ spec }: Claim, before: Claim): object {
  const { volumeName, storageClassName, resources, volumeAttributesClassName: _class, ...rest } = spec ?? ({} as ClaimSpec);
  const { storage: _size, ...otherRequests } = resources?.requests ?? {};
  const named = (before.spec?.volumeName ?? '') === '' ? {} : { volumeName };
  const classed = before.spec?.storageClassName === undefined ? {} : { storageClassName };
  return { ...rest, ...named, ...classed, resources: { ...resources, requests: otherRequests } };
}
