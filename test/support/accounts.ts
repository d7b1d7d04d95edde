import { parse, stringify } from 'yaml';
import { failedWith } from '../../src/kube/client/errors.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { Meta } from '../../src/kube/objects/kinds.ts';

/** Any object as it is rendered for `kubectl apply`. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
}

const access = ['Namespace', 'ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

/**
 * Puts into a cluster what gives a service account its rights, out of everything that is rendered for its program; a second call changes the
 * rights to what is rendered then. Returns a kubeconfig by which one is that account. It impersonates: so it works in every cluster of which
 * `kubeconfig` is an administrator's, and needs no token of the account.
 */
export async function installAccount(port: KubePort, manifests: readonly Manifest[], kubeconfig: string): Promise<string> {
  const accounts = manifests.filter(({ kind }) => kind === 'ServiceAccount');
  const [account] = accounts;
  if (account === undefined || accounts.length > 1) throw new Error(`one ServiceAccount is needed, not ${accounts.length}`);
  for (const kind of access) for (const manifest of manifests) if (manifest.kind === kind) await ensureManifest(port, manifest);
  return actingAs(kubeconfig, `system:serviceaccount:${account.metadata.namespace}:${account.metadata.name}`);
}

async function ensureManifest(port: KubePort, manifest: Manifest): Promise<void> {
  const kind = await port.findKind(manifest.apiVersion, manifest.kind);
  if (kind === undefined) throw new Error(`${manifest.apiVersion} serves no ${manifest.kind}`);
  const { name, namespace } = manifest.metadata;
  try {
    await port.create(kind, manifest);
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
    await port.mergePatch(kind, { name, ...(namespace !== undefined && { namespace }) }, manifest);
  }
}

interface Kubeconfig {
  users: { name: string; user: object }[];
}

function actingAs(kubeconfig: string, name: string): string {
  const config = parse(kubeconfig) as Kubeconfig;
  return stringify({ ...config, users: config.users.map((each) => ({ ...each, user: { ...each.user, as: name } })) });
}
