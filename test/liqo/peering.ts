import { createHash } from 'node:crypto';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { Pair } from './marks.ts';

export interface Consumer {
  readonly id: string;
  /** Admin rights. */
  readonly port: KubePort;
  /** Where the real claims of local homes are; `liqo-storage` when absent. */
  readonly storageNamespace?: string;
  /** Name of the virtual class; `liqo` when absent. */
  readonly virtualClass?: string;
}

export interface AdvertisedClass {
  readonly name: string;
  readonly default?: boolean;
}

export interface Provider {
  readonly id: string;
  /** Admin rights: plays what Liqo runs inside the provider. */
  readonly port: KubePort;
  /** The tenant user's rights: plays what the virtual kubelet does over there. */
  readonly tenantPort: KubePort;
  /** Names of its virtual nodes; one, named after the provider, when absent. */
  readonly nodes?: readonly string[];
  /** Classes that the provider advertises; `local-path` when absent, none means storage is disabled. */
  readonly storageClasses?: readonly AdvertisedClass[];
}

export function storageNamespaceOf({ storageNamespace = 'liqo-storage' }: Pick<Consumer, 'storageNamespace'>): string {
  return storageNamespace;
}

export function nodesOf(provider: Pick<Provider, 'id' | 'nodes'>): readonly string[] {
  return provider.nodes ?? [provider.id];
}

export function classesOf(provider: Pick<Provider, 'storageClasses'>): readonly AdvertisedClass[] {
  return provider.storageClasses ?? [{ name: 'local-path', default: true }];
}

export function pairOf(consumer: Pick<Consumer, 'id'>, provider: Pick<Provider, 'id'>): Pair {
  return { consumer: consumer.id, provider: provider.id };
}

/** Namespace of a peering: `liqo-tenant-<id of the other cluster>`. */
export function tenantNamespace(otherCluster: string): string {
  return `liqo-tenant-${otherCluster}`;
}

/** The user in the provider that a virtual node's kubeconfig stands for (liqo.md 4.7). */
export function tenantUser(slice: string, consumer: string): { name: string; groups: string[] } {
  const hash = createHash('sha256').update(consumer).digest('hex').slice(0, 12);
  return { name: `${slice}-${hash}`, groups: [consumer] };
}
