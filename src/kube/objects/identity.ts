import type { Meta, OwnerReference } from './kinds.ts';

interface Named {
  metadata: Meta;
}

/** The uid of an object that came from a server. */
export function uidOf({ metadata: { uid = '' } }: Named): string {
  return uid;
}

/** Where the object is: its name and, for namespaced kinds, its namespace. */
export function keyOf({ metadata: { name, namespace } }: Named): { name: string; namespace?: string } {
  return namespace === undefined ? { name } : { name, namespace };
}

/** Who has made the object and would undo what is done to it. */
export function controllerIn({ metadata }: { metadata: Meta }): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
