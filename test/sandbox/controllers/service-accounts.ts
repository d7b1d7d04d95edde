import { failedWith } from '../../../src/kube/client/errors.ts';
import { type Kind, kinds, type Namespace } from '../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from './controller.ts';
import { isTerminating, type Stored } from './objects.ts';
import { servedKindNamed } from './served-kinds.ts';

const accounts = servedKindNamed('serviceaccounts');
const rootCertificate = 'kube-root-ca.crt';

/** Every namespace has an account that pods run under when they name none. */
export const serviceAccounts: ControllerKind = {
  user: 'system:serviceaccount:kube-system:service-account-controller',
  component: 'service-account-controller',
  start: (context) => ({
    triggers: [on(kinds.namespace, openNamespace), on(accounts, (account) => namespaceOfLost(account, 'default'))],
    reconcile: (namespace) =>
      ensure(context, accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }),
  }),
};

/** Every namespace has the certificates by which pods trust the API server; here there is none, so the text is a placeholder. */
export const rootCertificates: ControllerKind = {
  user: 'system:serviceaccount:kube-system:root-ca-cert-publisher',
  component: 'root-ca-certificate-publisher',
  start: (context) => ({
    triggers: [on(kinds.namespace, openNamespace), on(kinds.configMap, (map) => namespaceOfLost(map, rootCertificate))],
    reconcile: (namespace) =>
      ensure(context, kinds.configMap, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: rootCertificate, namespace },
        data: { 'ca.crt': '' },
      }),
  }),
};

function openNamespace(namespace: Namespace, change: string): string[] {
  return change === 'DELETED' || isTerminating(namespace) ? [] : [namespace.metadata.name];
}

function namespaceOfLost({ metadata }: Stored, name: string): string[] {
  return metadata.name === name && metadata.namespace !== undefined ? [metadata.namespace] : [];
}

async function ensure<T extends Stored>({ port }: Context, kind: Kind<T>, object: T): Promise<void> {
  const { name, namespace = '' } = object.metadata;
  const home = await port.find(kinds.namespace, { name: namespace });
  if (home === undefined || isTerminating(home)) return;
  if ((await port.find(kind, { name, namespace })) !== undefined) return;
  try {
    await port.create(kind, object);
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
  }
}
