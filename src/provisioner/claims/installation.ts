import { createOnce, patchExactly } from '../../kube/client/exact-writes.ts';
import { kinds, type Namespace } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';

/** Creates the storage namespace, or marks the one that is there: by its mark `liqoctl move volume` knows whose real claims live in it. */
export async function ensureStorageNamespace({ consumer, settings }: Provisioner): Promise<Answer> {
  const { storageNamespace: name, provisioner } = settings;
  const marks = { labels: { [storageNames.storageNamespace]: 'true' }, annotations: { [storageNames.storageNamespace]: provisioner } };
  const standing = await consumer.find(kinds.namespace, { name });
  if (standing === undefined) {
    const namespace: Namespace = { apiVersion: 'v1', kind: kinds.namespace.kind, metadata: { name, ...marks } };
    await createOnce(consumer, kinds.namespace, namespace);
    return { kind: 'done' };
  }
  const { labels = {}, annotations = {} } = standing.metadata;
  const owner = annotations[storageNames.storageNamespace];
  if (owner !== undefined && owner !== provisioner) {
    return { kind: 'blocked', reason: 'StorageNamespaceTaken', because: `namespace ${name} holds the real claims of provisioner ${owner}` };
  }
  if (owner === undefined || labels[storageNames.storageNamespace] !== 'true') {
    await patchExactly(consumer, { kind: kinds.namespace, object: standing }, { metadata: marks });
  }
  return { kind: 'done' };
}
