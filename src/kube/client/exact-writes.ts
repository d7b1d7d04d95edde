import { failedWith } from './errors.ts';
import type { Kind, Meta } from '../objects/kinds.ts';
import { keyOf } from '../objects/identity.ts';
import type { KubePort, WriteOptions } from './port.ts';

interface Named {
  metadata: Meta;
}

/** Creates the object, unless one of its name is there already. Answers whether it was created now. */
export async function createOnce<T extends Named>(port: KubePort, kind: Kind<T>, object: T): Promise<boolean> {
  try {
    await port.create(kind, object);
    return true;
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
    return false;
  }
}

/** Patches exactly the incarnation and version that was read; throws KubeError `conflict` where there is another by now. */
export async function patchExactly<T extends Named>(
  port: KubePort,
  { kind, object }: { readonly kind: Kind<T>; readonly object: T },
  patch: { readonly metadata?: object; readonly [field: string]: unknown },
  options?: WriteOptions & { subresource?: string },
): Promise<T> {
  const { uid, resourceVersion } = object.metadata;
  return port.mergePatch(kind, keyOf(object), { ...patch, metadata: { ...patch.metadata, uid, resourceVersion } }, options);
}

/** Deletes exactly the incarnation and version that was read; one that is gone or going already is success. */
export async function removeExactly<T extends Named>(port: KubePort, kind: Kind<T>, object: T): Promise<void> {
  const { uid = '', resourceVersion = '', deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined) return;
  try {
    await port.remove(kind, keyOf(object), { uid, resourceVersion });
  } catch (error) {
    if (!failedWith(error, 'notFound')) throw error;
  }
}
