import { controllerIn } from '../../../src/kube/objects/identity.ts';
import { failedWith, KubeError } from '../../../src/kube/client/errors.ts';
import type { Kind, Meta, OwnerReference } from '../../../src/kube/objects/kinds.ts';
import type { Key, KubePort, RemoveOptions } from '../../../src/kube/client/port.ts';

/** What every stored object has. */
export interface Stored {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

/** Where an object is, for calls that address it. */
export function keyOf(object: Stored): Key {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

/** `namespace/name`, or the name alone: how work queues call an object. */
export function pathOf(object: Stored): string {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The inverse of {@link pathOf}. */
export function parseKey(path: string): Key {
  const slash = path.indexOf('/');
  return slash < 0 ? { name: path } : { namespace: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The reference by which `owner` controls another object. */
export function controllerReference(owner: Stored): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true };
}

/** Where the controller of an object is, if it is of that kind: what has happened to the object is a matter of that one. */
export function pathsOfController(object: Stored, kind: string): string[] {
  const owner = controllerIn(object);
  return owner?.kind === kind ? [`${object.metadata.namespace}/${owner.name}`] : [];
}

export function isControlledBy(object: Stored, owner: Stored): boolean {
  return controllerIn(object)?.uid === owner.metadata.uid;
}

export function isTerminating(object: Stored): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Deletes this very incarnation; an object that is gone already is fine. */
export async function removeObject<T extends Stored>(port: KubePort, kind: Kind<T>, object: T, options?: RemoveOptions): Promise<void> {
  const { uid = '', resourceVersion = '' } = object.metadata;
  try {
    await port.remove(kind, keyOf(object), { uid, resourceVersion }, options);
  } catch (error) {
    if (!failedWith(error, 'notFound')) throw error;
  }
}

/** A merge patch that fails with `conflict` when the object is no longer the one that was read. */
export async function patchObject<T extends Stored>(
  port: KubePort,
  kind: Kind<T>,
  object: T,
  patch: { metadata?: object; [field: string]: unknown },
): Promise<T> {
  const metadata = { ...patch.metadata, resourceVersion: object.metadata.resourceVersion };
  return port.mergePatch(kind, keyOf(object), { ...patch, metadata });
}

/** Like {@link patchObject}, of the status. */
export async function patchStatus<T extends Stored>(port: KubePort, kind: Kind<T>, object: T, status: object): Promise<T> {
  const patch = { metadata: { resourceVersion: object.metadata.resourceVersion }, status };
  return port.mergePatch(kind, keyOf(object), patch, { subresource: 'status' });
}

/** Takes one finalizer off, if it is there. */
export async function removeFinalizer<T extends Stored>(port: KubePort, kind: Kind<T>, object: T, finalizer: string): Promise<void> {
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(finalizer)) return;
  const rest = finalizers.filter((one) => one !== finalizer);
  try {
    await patchObject(port, kind, object, { metadata: { finalizers: rest } });
  } catch (error) {
    if (!failedWith(error, 'notFound')) throw error;
  }
}

/** The server's own words about a failed call. */
export function answerOf(error: unknown): string {
  return error instanceof KubeError ? error.answer : String(error);
}
