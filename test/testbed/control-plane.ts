import { join } from 'node:path';
import { kubeconfigFile } from './folders.ts';
import { type ClusterPlan, controlAddress } from './layout.ts';

/** A program of a node and how it is called. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
}

const issuer = 'https://kubernetes.default.svc.cluster.local';

/** The store and the API server; they come first. */
export function renderServers(cluster: ClusterPlan, state: string): Program[] {
  const pki = join(state, 'pki', cluster.name);
  const key = join(pki, 'service-account.key');
  return [
    program('etcd', { 'data-dir': '/var/lib/etcd', 'unsafe-no-fsync': 'true', logger: 'zap', 'log-level': 'warn' }),
    program('kube-apiserver', {
      'etcd-servers': 'http://127.0.0.1:2379',
      'secure-port': '6443',
      'advertise-address': controlAddress(cluster),
      // Without certificates it makes some itself, for the addresses that it is known by.
      'cert-dir': pki,
      'token-auth-file': join(pki, 'tokens.csv'),
      'authorization-mode': 'Node,RBAC',
      'enable-admission-plugins': 'NodeRestriction',
      'service-cluster-ip-range': cluster.serviceRange,
      'service-account-issuer': issuer,
      'service-account-key-file': key,
      'service-account-signing-key-file': key,
      'allow-privileged': 'true',
      'kubelet-preferred-address-types': 'InternalIP',
    }),
  ];
}

export function renderControllers(cluster: ClusterPlan, state: string): Program[] {
  const pki = join(state, 'pki', cluster.name);
  return [
    program('kube-controller-manager', {
      kubeconfig: kubeconfigFile(state, cluster.name, 'controllers'),
      'bind-address': '127.0.0.1',
      'service-account-private-key-file': join(pki, 'service-account.key'),
      'root-ca-file': join(pki, 'apiserver.crt'),
      'use-service-account-credentials': 'true',
      'leader-elect': 'false',
    }),
    program('kube-scheduler', {
      kubeconfig: kubeconfigFile(state, cluster.name, 'scheduler'),
      'bind-address': '127.0.0.1',
      'leader-elect': 'false',
    }),
  ];
}

/** Command-line flags from names and values. */
export function program(name: string, flags: Readonly<Record<string, string>>): Program {
  return { name, args: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`) };
}
