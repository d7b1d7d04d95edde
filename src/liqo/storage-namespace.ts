import { kinds } from '../kube/objects/kinds.ts';
import type { KubePort } from '../kube/client/port.ts';
import { liqoNames } from './names.ts';

/** Name of the namespace that holds the real claims of local homes; the label counts, the name is the installation's choice. */
export async function findStorageNamespace(consumer: KubePort): Promise<string | undefined> {
  const found = await consumer.list(kinds.namespace, { labels: `${liqoNames.storageNamespace}=true` });
  return found.items.find(({ metadata }) => metadata.deletionTimestamp === undefined)?.metadata.name;
}
