import { shortHash } from '../base/names.ts';
import type { Claim, StorageClass } from '../kube/objects/kinds.ts';
import { storageClassOf } from '../kube/objects/storage-class.ts';
import { storageNames } from './names.ts';
import { isOwnProvisioner, isVirtualClass } from './virtual-class.ts';

/** Parameters of a virtual class of our own that begin so are those of its real claims' class in this cluster. */
export const localParameterPrefix = 'local/';

/**
 * The base class with the parameters that the virtual one changes; undefined where it changes nothing. Its name follows from its content: all that ask
 * for the same share one.
 */
export function deriveClass(base: StorageClass, virtual: StorageClass): StorageClass | undefined {
  const changes = Object.entries(virtual.parameters ?? {}).flatMap(([key, value]) =>
    key.startsWith(localParameterPrefix) ? [[key.slice(localParameterPrefix.length), value] as const] : [],
  );
  if (changes.length === 0) return undefined;
  const { metadata, parameters, ...rest } = base;
  const all = Object.entries({ ...parameters, ...Object.fromEntries(changes) }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([
    rest.provisioner,
    all,
    rest.mountOptions,
    rest.reclaimPolicy,
    rest.allowVolumeExpansion,
    rest.allowedTopologies,
  ]);
  return {
    ...rest,
    metadata: {
      name: `${metadata.name.slice(0, 200)}-${shortHash(identity, 10)}`,
      labels: { [storageNames.derivedClass]: 'true' },
      annotations: { [storageNames.derivedFrom]: metadata.name },
    },
    parameters: Object.fromEntries(all),
    volumeBindingMode: rest.volumeBindingMode ?? 'Immediate',
  };
}

/** The derived class that the claim's real claims here get instead of that base class; undefined where its virtual class changes nothing. */
export function derivedClassOf(
  claim: Claim | undefined,
  base: string | undefined,
  classes: readonly StorageClass[],
): StorageClass | undefined {
  const [virtual, found] = [ownClassOf(claim, classes), classes.find(({ metadata }) => metadata.name === base)];
  return virtual === undefined || found === undefined || isVirtualClass(found) ? undefined : deriveClass(found, virtual);
}

/** The same by its own name, whichever class it is derived from; undefined where nothing gives that name any more. */
export function derivedClassNamed(name: string, claim: Claim, classes: readonly StorageClass[]): StorageClass | undefined {
  return classes
    .map((base) => derivedClassOf(claim, base.metadata.name, classes))
    .find((derived) => derived !== undefined && derived.metadata.name === name);
}

/** The class that a class was derived from, by name; its own name where it was not. */
export function baseClassName({ metadata: { name, labels, annotations } }: StorageClass): string {
  return labels?.[storageNames.derivedClass] === 'true' ? (annotations?.[storageNames.derivedFrom] ?? name) : name;
}

function ownClassOf(claim: Claim | undefined, classes: readonly StorageClass[]): StorageClass | undefined {
  const name = claim && storageClassOf(claim);
  return classes.find(({ metadata, provisioner }) => metadata.name === name && isOwnProvisioner(provisioner));
}
