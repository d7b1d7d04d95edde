import { liqoKinds, type NamespaceOffloading } from './kinds.ts';
import { liqoNames } from './names.ts';

/** Liqo accepts no other name (validating webhook). */
export const offloadingName = 'offloading';

/** Whether the namespace is usable on that provider now. The global phase says nothing about a single one. */
export function isAcceptedBy(offloading: NamespaceOffloading, provider: string): boolean {
  const conditions = offloading.status?.remoteNamespacesConditions?.[provider] ?? [];
  const holds = (type: string) => conditions.some((condition) => condition.type === type && condition.status === 'True');
  return holds('OffloadingRequired') && holds('Ready') && offloading.metadata.deletionTimestamp === undefined;
}

/** What Liqo says about the namespace on every provider, a fact per line. */
export function describeOffloading(offloading: NamespaceOffloading | undefined): string[] {
  const told = Object.entries(offloading?.status?.remoteNamespacesConditions ?? {});
  if (told.length === 0) return ['Liqo says nothing about the namespace: its controllers do not run, or know no such provider'];
  return told.flatMap(([provider, conditions]) =>
    conditions.map(
      ({ type, status, reason, message }) => `in ${provider}: ${[`${type} ${status}`, reason, message].filter(Boolean).join(': ')}`,
    ),
  );
}

/** Name of the namespace on every provider, once Liqo has decided on it. */
export function remoteNamespaceOf(offloading: NamespaceOffloading): string | undefined {
  return offloading.status?.remoteNamespaceName;
}

/** The offloading of a temporary namespace: no pods of others go there, only the named providers take part. */
export function renderOffloading(namespace: string, providers: readonly string[], labels: Record<string, string>): NamespaceOffloading {
  return {
    apiVersion: liqoKinds.namespaceOffloading.apiVersion,
    kind: liqoKinds.namespaceOffloading.kind,
    metadata: { name: offloadingName, namespace, labels },
    spec: {
      namespaceMappingStrategy: 'DefaultName',
      podOffloadingStrategy: 'Local',
      clusterSelector: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: liqoNames.remoteClusterId, operator: 'In', values: [...providers] }] }],
      },
    },
  };
}
