/** An object as kubectl's `-o name` writes it, e.g. `persistentvolumeclaim/data` or `clusterrole.rbac.authorization.k8s.io/move`. */
export function formatObjectName({ apiVersion = 'v1', kind }: { apiVersion?: string; kind: string }, name: string): string {
  const [group, version] = apiVersion.split('/');
  return `${kind.toLowerCase()}${version === undefined ? '' : `.${group}`}/${name}`;
}

/** The claim that a command was about. */
export function formatClaimName(claim: string): string {
  return formatObjectName({ kind: 'PersistentVolumeClaim' }, claim);
}
