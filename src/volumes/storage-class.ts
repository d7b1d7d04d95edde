import type { Claim, StorageClass } from '../kube/objects/kinds.ts';
import { storageClassOf } from '../kube/objects/storage-class.ts';
import { liqoNames } from '../liqo/names.ts';
import { baseClassName } from './derived-class.ts';
import { storageNames } from './names.ts';
import { findRealDefault, isOwnProvisioner, isVirtualClass } from './virtual-class.ts';

/**
 * Class of a real claim in this cluster: the one that was asked for; else the one that Liqo was told to use, which shows in the real claims that
 * it made; else the cluster's default one. Undefined where nothing says.
 */
export function localClass(asked: string | undefined, realClaims: readonly Claim[], classes: readonly StorageClass[]): string | undefined {
  return asked ?? mostUsed(realClaims, classes) ?? findRealDefault(classes);
}

function mostUsed(claims: readonly Claim[], classes: readonly StorageClass[]): string | undefined {
  const virtual = new Set(classes.filter(isVirtualClass).map(({ metadata }) => metadata.name));
  const bases = new Map(classes.map((each) => [each.metadata.name, baseClassName(each)]));
  const counts = new Map<string, number>();
  for (const claim of claims) {
    const name = storageClassOf(claim);
    // One on its way out may be what is left of somebody's mistake.
    if (!name || virtual.has(name) || claim.metadata.deletionTimestamp !== undefined) continue;
    // A derived class is meant for claims of one virtual class only.
    const base = bases.get(name) ?? name;
    counts.set(base, (counts.get(base) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0];
}

/** Parameter of a virtual class of our own: the class of its real claims in this cluster. */
export const localClassParameter = 'localClass';

/** The class of the local real claim that a claim of our own class names, or its virtual class does. */
export function namedLocalClass(claim: Claim | undefined, classes: readonly StorageClass[]): string | undefined {
  const virtual = claim && classes.find((each) => each.metadata.name === storageClassOf(claim) && isOwnProvisioner(each.provisioner));
  return claim?.metadata.annotations?.[storageNames.localClass] ?? virtual?.parameters?.[localClassParameter];
}

/** A class that a provider offers (`spec.storageClasses` of its virtual node). */
export interface OfferedClass {
  readonly storageClassName: string;
  readonly default?: boolean;
}

/**
 * Class of a real claim in a provider, in the virtual kubelet's order: what was asked for, the claim's annotation (ours, then Liqo's), the provider's default class,
 * its first one by name; undefined: the provider decides.
 */
export function remoteClass(asked: string | undefined, claim: Claim | undefined, offered: readonly OfferedClass[]): string | undefined {
  const names = offered.map(({ storageClassName }) => storageClassName).toSorted((a, b) => (a < b ? -1 : 1));
  return (
    asked ??
    claim?.metadata.annotations?.[storageNames.remoteClass] ??
    claim?.metadata.annotations?.[liqoNames.remoteStorageClass] ??
    offered.find((entry) => entry.default === true)?.storageClassName ??
    names[0]
  );
}
