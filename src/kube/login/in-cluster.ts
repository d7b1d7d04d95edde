import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import type { Kubeconfig } from './kubeconfig-file.ts';

/** Where kubelets put the account of a pod. */
const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A kubeconfig for the account of the pod that we run in, as client-go makes it; undefined outside pods. */
export function podKubeconfig(environment: Environment, folder = accountFolder): Kubeconfig | undefined {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  const tokenFile = join(folder, 'token');
  if (!host || !port || !existsSync(tokenFile)) return undefined;
  const authority = join(folder, 'ca.crt');
  const cluster = {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    ...(existsSync(authority) && { 'certificate-authority': authority }),
  };
  const name = 'in-cluster';
  return {
    clusters: [{ name, body: cluster }],
    users: [{ name, body: { tokenFile } }],
    contexts: [{ name, body: { cluster: name, user: name } }],
    currentContext: name,
  };
}

/** The namespace of the pod that we run in. */
export function podNamespace(environment: Environment, folder = accountFolder): string {
  const file = join(folder, 'namespace');
  return environment['POD_NAMESPACE'] || (existsSync(file) && readFileSync(file, 'utf8').trim()) || 'default';
}
