import type { ClusterFlags } from '../kube/config.ts';

/** The flags that lead to the same cluster again, ready to be pasted into a shell. */
export function sameClusterFlags(flags: ClusterFlags): string[] {
  const { kubeconfig, context, cluster, user } = flags;
  return Object.entries({ kubeconfig, context, cluster, user }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
