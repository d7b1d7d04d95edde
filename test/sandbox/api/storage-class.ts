import type { Claim, Volume } from '../../../src/kube/objects/kinds.ts';
import { kindNamed } from './kinds.ts';
import type { ApiObject } from './object.ts';
import type { Store } from './store.ts';

const classes = kindNamed('storageclasses');

export const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** The class of a claim or a volume, empty for none: the annotation counts before the field (GetPersistentVolumeClaimClass). */
export function classOf({ metadata, spec }: Claim | Volume): string {
  return metadata.annotations?.[classAnnotation] ?? spec?.storageClassName ?? '';
}

/** What a claim without class and annotation gets: the newest of the default classes, then the first by name (GetDefaultClass). */
export function defaultClass(store: Store): string | undefined {
  const marked = store.list(classes).filter(isDefault).toSorted(compareNames);
  return marked.toSorted((left, right) => ageOf(right).localeCompare(ageOf(left)))[0]?.metadata.name;
}

function isDefault({ metadata: { annotations = {} } }: ApiObject): boolean {
  const marks = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
  return marks.some((mark) => annotations[mark] === 'true');
}

function compareNames({ metadata: left }: ApiObject, { metadata: right }: ApiObject): number {
  return left.name < right.name ? -1 : 1;
}

function ageOf({ metadata }: ApiObject): string {
  return metadata.creationTimestamp ?? '';
}
