import type { Meta, NetworkPolicy } from '../../kube/objects/kinds.ts';
import { repositoryPort, repositorySelector } from './repository-pod.ts';

type Labels = Readonly<Record<string, string>>;
type Selector = NonNullable<NonNullable<NetworkPolicy['spec']>['podSelector']>;
type Peer = NonNullable<NonNullable<NonNullable<NetworkPolicy['spec']>['egress']>[number]['to']>[number];

/** Whether that policy lets pods with such labels do only what some policy allows (Kubernetes: "Network Policies", isolation). */
export function isolates({ spec }: NetworkPolicy, labels: Labels, direction: 'Ingress' | 'Egress'): boolean {
  const types = spec?.policyTypes ?? ['Ingress', ...(spec?.egress === undefined ? [] : ['Egress'])];
  return types.includes(direction) && selects(spec?.podSelector ?? {}, labels);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const holds: Readonly<Record<string, (key: string, values: readonly string[]) => boolean>> = {
    In: (key, values) => values.includes(labels[key] ?? ''),
    NotIn: (key, values) => !values.includes(labels[key] ?? ''),
    Exists: (key) => labels[key] !== undefined,
    DoesNotExist: (key) => labels[key] === undefined,
  };
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => holds[operator]?.(key, values) ?? true)
  );
}

/** Labels of the repository's pod among those of one attempt. */
export function repositoryPodLabels(attempt: Labels): Labels {
  return { ...attempt, ...repositorySelector };
}

/** Lets everybody reach the repository, which asks for a password: from providers movers come with addresses that nothing here knows. */
export function renderRepositoryPolicy(metadata: Meta, attempt: Labels): NetworkPolicy {
  const podSelector = { matchLabels: { ...repositoryPodLabels(attempt) } };
  return policyOf(metadata, { podSelector, policyTypes: ['Ingress'], ingress: [{ ports: [port('TCP', repositoryPort)] }] });
}

/**
 * Lets movers ask for names and reach the repository: its pods in the namespace `workspace`, or in a provider, where the fabric gives them other
 * addresses, its port.
 */
export function renderMoverPolicy(metadata: Meta, attempt: Labels, workspace?: string): NetworkPolicy {
  const to: Peer[] = [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': workspace ?? '' } },
      podSelector: { matchLabels: repositorySelector },
    },
  ];
  const repository = { ports: [port('TCP', repositoryPort)], ...(workspace !== undefined && { to }) };
  return policyOf(metadata, {
    podSelector: { matchLabels: { ...attempt } },
    policyTypes: ['Egress'],
    egress: [{ ports: dnsPorts }, repository],
  });
}

/** 5353 is that of DNS pods in OpenShift: policies are about pods, not about the Service in front of them. */
const dnsPorts = (['UDP', 'TCP'] as const).flatMap((protocol) => [port(protocol, 53), port(protocol, 5353)]);

function port(protocol: 'TCP' | 'UDP', number: number): { protocol: string; port: number } {
  return { protocol, port: number };
}

function policyOf(metadata: Meta, spec: NonNullable<NetworkPolicy['spec']>): NetworkPolicy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}
