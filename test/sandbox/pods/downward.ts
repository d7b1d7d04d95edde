import type { Pod } from '../../../src/kube/objects/kinds.ts';

/** Addresses that a pod may ask for. */
export interface Addresses {
  readonly pod: string;
  readonly host: string;
}

/** The value behind a fieldRef; undefined for a path that the kubelet would refuse. */
export function fieldOf(pod: Pod, fieldPath: string, addresses: Addresses): string | undefined {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath);
  if (keyed !== null) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] ?? ''] ?? '';
  const plain: Record<string, string | undefined> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'metadata.labels': mapLines(metadata.labels),
    'metadata.annotations': mapLines(metadata.annotations),
    'spec.nodeName': spec?.nodeName,
    'spec.serviceAccountName': spec?.serviceAccountName ?? 'default',
    'status.podIP': addresses.pod,
    'status.podIPs': addresses.pod,
    'status.hostIP': addresses.host,
    'status.hostIPs': addresses.host,
  };
  return plain[fieldPath];
}

function mapLines(map: Record<string, string> = {}): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}
