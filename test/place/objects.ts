import type { Kind, Meta } from '../../src/kube/objects/kinds.ts';
import { failedWith } from '../../src/kube/client/errors.ts';
import type { KubePort } from '../../src/kube/client/port.ts';

interface Placed<T> {
  readonly kind: Kind<T>;
  readonly object: T;
}

/** Puts an object there for as long as `act` runs. */
export async function withObject<T extends { metadata: Meta }>(port: KubePort, { kind, object }: Placed<T>, act: () => Promise<void>) {
  await port.create(kind, object);
  try {
    await act();
  } finally {
    await removeObject(port, kind, object.metadata);
  }
}

/** Deletes the object as it is now. */
export async function removeObject<T extends { metadata: Meta }>(
  port: KubePort,
  kind: Kind<T>,
  { name, namespace }: Pick<Meta, 'name' | 'namespace'>,
): Promise<void> {
  const key = namespace === undefined ? { name } : { name, namespace };
  const { uid = '', resourceVersion = '' } = (await port.read(kind, key)).metadata;
  try {
    await port.remove(kind, key, { uid, resourceVersion });
  } catch (error) {
    // A controller was faster with a write.
    if (!failedWith(error, 'conflict')) throw error;
    await removeObject(port, kind, key);
  }
}
