import type { StorageClass } from '../kube/objects/kinds.ts';
import { findDefaultClass } from '../kube/objects/storage-class.ts';
import { liqoNames } from './names.ts';

/** The default class as the server picks it, among those that have bytes: a virtual one is made of others. */
export function findRealDefault(classes: readonly StorageClass[]): string | undefined {
  return findDefaultClass(classes.filter((each) => !isVirtualClass(each)))?.metadata.name;
}

/** A class whose volumes are made of real ones of other classes. */
export function isVirtualClass({ provisioner }: StorageClass): boolean {
  return provisioner === liqoNames.provisioner;
}
