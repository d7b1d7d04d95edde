import type { StorageClass } from '../kube/objects/kinds.ts';
import { findDefaultClass } from '../kube/objects/storage-class.ts';
import { liqoNames } from '../liqo/names.ts';
import { storageNames } from './names.ts';

/** The default class as the server picks it, among those that have bytes: a virtual one is made of others. */
export function findRealDefault(classes: readonly StorageClass[]): string | undefined {
  return findDefaultClass(classes.filter((each) => !isVirtualClass(each)))?.metadata.name;
}

/** A class whose volumes are made of real ones of other classes. */
export function isVirtualClass({ provisioner }: StorageClass): boolean {
  return isVirtualProvisioner(provisioner);
}

/** Liqo's provisioner, or one of our own. */
export function isVirtualProvisioner(name: string): boolean {
  return name === liqoNames.provisioner || isOwnProvisioner(name);
}

/** A provisioner of our own: an installation may call it otherwise, but only within our domain, by which a move knows it. */
export function isOwnProvisioner(name: string): boolean {
  return name.startsWith(storageNames.domain);
}
