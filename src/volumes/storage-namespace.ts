import { kinds, type Namespace } from '../kube/objects/kinds.ts';
import type { KubePort } from '../kube/client/port.ts';
import { liqoNames } from '../liqo/names.ts';
import { storageNames } from './names.ts';
import { isOwnProvisioner } from './virtual-class.ts';

/** Name of the namespace that holds the real claims of that provisioner's local homes; the label counts, the name is the installation's choice. */
export async function findStorageNamespace(consumer: KubePort, provisioner: string = liqoNames.provisioner): Promise<string | undefined> {
  const isIts = ({ metadata: { annotations = {} } }: Namespace) =>
    !isOwnProvisioner(provisioner) || annotations[storageNames.storageNamespace] === provisioner;
  const found = await consumer.list(kinds.namespace, { labels: storageNamespaceSelector(provisioner) });
  return found.items.find((each) => each.metadata.deletionTimestamp === undefined && isIts(each))?.metadata.name;
}

/** As in kubectl's `-l`. */
export function storageNamespaceSelector(provisioner: string): string {
  return `${isOwnProvisioner(provisioner) ? storageNames.storageNamespace : liqoNames.storageNamespace}=true`;
}
