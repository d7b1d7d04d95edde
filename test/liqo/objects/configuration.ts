import { type ConfigMap, kinds, type Secret } from '../../../src/kube/objects/kinds.ts';
import type { Reflection } from '../kubelet/reflection.ts';
import { reflectObjects } from './object-reflector.ts';

const rootCertificate = 'kube-root-ca.crt';

/** Secrets and ConfigMaps, all of them unless annotated otherwise: Liqo's default policy. */
export async function reflectConfiguration(reflection: Reflection): Promise<void> {
  const { view, provider, pair } = reflection;
  await Promise.all([
    reflectObjects(reflection, {
      kind: kinds.secret,
      locals: view.secrets,
      port: provider.tenantPort,
      body: secretBody,
      exact: ['data'],
    }),
    reflectObjects(reflection, {
      kind: kinds.configMap,
      locals: view.configMaps,
      port: provider.tenantPort,
      body: configMapBody,
      exact: ['data', 'binaryData'],
      // Every namespace has one of that name already.
      remoteName: (name) => (name === rootCertificate ? `${name}.${pair.consumer}` : name),
    }),
  ]);
}

function secretBody({ data = {}, type = 'Opaque', immutable }: Secret): Partial<Secret> {
  // A token Secret would be refused: its service account does not exist over there.
  const portable = type === 'kubernetes.io/service-account-token' ? 'Opaque' : type;
  return { data, type: portable, ...(immutable === undefined ? {} : { immutable }) };
}

function configMapBody({ data = {}, binaryData = {}, immutable }: ConfigMap): Partial<ConfigMap> {
  return { data, binaryData, ...(immutable === undefined ? {} : { immutable }) };
}
