import type { Claim, StorageClass, Volume } from './kinds.ts';

/** Older than `spec.storageClassName`, and still read before it. */
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

const defaultAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** The class that counts for a claim or a volume: the annotation before the field (GetPersistentVolumeClaimClass in component-helpers). Empty: none. */
export function storageClassOf({ metadata, spec }: Claim | Volume): string | undefined {
  return metadata.annotations?.[classAnnotation] ?? spec?.storageClassName;
}

/** The class that the server gives to a claim without one: the newest of the default ones, then the first by name (GetDefaultClass). */
export function findDefaultClass(classes: readonly StorageClass[]): StorageClass | undefined {
  return classes.filter(isDefaultClass).toSorted(byAge)[0];
}

function isDefaultClass({ metadata }: StorageClass): boolean {
  return defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true');
}

function byAge({ metadata: a }: StorageClass, { metadata: b }: StorageClass): number {
  const [madeA = '', madeB = ''] = [a.creationTimestamp, b.creationTimestamp];
  if (madeA !== madeB) return madeA > madeB ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
