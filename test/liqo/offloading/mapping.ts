import type { Namespace } from '../../../src/kube/objects/kinds.ts';
import type { NamespaceOffloading } from '../../../src/liqo/kinds.ts';
import { tenantNamespace } from '../peering.ts';
import type { Pair } from '../marks.ts';

/** Annotations of a namespace that Liqo made in a provider. */
export const managedByMap = 'liqo.io/managed-by-namespace-map';
export const originalName = 'liqo.io/original-name';

/** Name of an offloaded namespace in every provider. */
export function remoteNamespaceName(offloading: NamespaceOffloading, consumer: string): string {
  const local = offloading.metadata.namespace ?? '';
  const { namespaceMappingStrategy: strategy = 'DefaultName', remoteNamespaceName: chosen } = offloading.spec;
  if (strategy === 'EnforceSameName') return local;
  if (strategy === 'SelectedName' && chosen !== undefined) return chosen;
  return `${local}-${consumer}`;
}

/** The map that a provider's namespaces are made from: `<tenant namespace>/<provider id>`. */
export function mapKey(pair: Pair): string {
  return `${tenantNamespace(pair.consumer)}/${pair.provider}`;
}

/** Whether Liqo made this namespace of the provider for that one of the consumer; it neither uses nor deletes any other. */
export function isMappedFrom(remote: Namespace, local: string, pair: Pair): boolean {
  const annotations = remote.metadata.annotations ?? {};
  return annotations[managedByMap] === mapKey(pair) && annotations[originalName] === local;
}

/** Whether the namespace is usable over there: reflection runs exactly while this holds. */
export function isAccepted(offloading: NamespaceOffloading, provider: string): boolean {
  const conditions = offloading.status?.remoteNamespacesConditions?.[provider] ?? [];
  return ['OffloadingRequired', 'Ready'].every((type) => conditions.some((one) => one.type === type && one.status === 'True'));
}
