import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantUser } from '../liqo/peering.ts';
import { kubeconfigFile } from './folders.ts';
import { type ClusterPlan, controlAddress, type Lab } from './layout.ts';

/** Somebody whom a cluster knows by a token. */
export interface TokenUser {
  /** Names the kubeconfig. */
  readonly role: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly token: string;
}

const masters = 'system:masters';

/** Everyone who may talk to a cluster, with fresh tokens. The tenant has no rights but those that Liqo's play binds to its group. */
export function createUsers(lab: Lab, cluster: ClusterPlan): TokenUser[] {
  const user = (role: string, name: string, groups: readonly string[] = []): TokenUser => {
    return { role, name, groups, token: randomBytes(24).toString('hex') };
  };
  const isProvider = cluster !== lab.consumer;
  const tenant = tenantUser(cluster.name, lab.consumer.name);
  return [
    user('admin', 'kubernetes-admin', [masters]),
    user('controllers', 'system:kube-controller-manager'),
    user('scheduler', 'system:kube-scheduler'),
    user('proxy', 'system:kube-proxy'),
    user('provisioner', 'system:serviceaccount:local-path-storage:local-path-provisioner', [masters]),
    user('liqo', 'system:serviceaccount:liqo:liqo-controller-manager', [masters]),
    ...cluster.nodes.map(({ name }) => user(name, `system:node:${name}`, ['system:nodes'])),
    ...(isProvider ? [user('tenant', tenant.name, tenant.groups)] : []),
  ];
}

/** The API server's file of tokens. */
export function renderTokens(users: readonly TokenUser[]): string {
  return users.map(({ token, name, groups }) => `${token},${name},${name},"${groups.join(',')}"\n`).join('');
}

/** One kubeconfig per user, once the API server has made its certificate. */
export async function writeKubeconfigs(state: string, cluster: ClusterPlan, users: readonly TokenUser[]): Promise<void> {
  const certificate = await readFile(join(state, 'pki', cluster.name, 'apiserver.crt'));
  await mkdir(join(state, 'kubeconfigs'), { recursive: true });
  for (const user of users) {
    const text = JSON.stringify(renderKubeconfig(cluster, user, certificate), undefined, 2);
    await writeFile(kubeconfigFile(state, cluster.name, user.role), `${text}\n`, { mode: 0o600 });
  }
}

function renderKubeconfig(plan: ClusterPlan, { role, token }: TokenUser, certificate: Buffer): object {
  const server = `https://${controlAddress(plan)}:6443`;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: plan.name, cluster: { server, 'certificate-authority-data': certificate.toString('base64') } }],
    users: [{ name: role, user: { token } }],
    contexts: [{ name: plan.name, context: { cluster: plan.name, user: role } }],
    'current-context': plan.name,
  };
}
