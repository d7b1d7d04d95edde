import { type Kind, kinds, type Meta, type StorageClass } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';

interface Binding {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  roleRef: { apiGroup: string; kind: string; name: string };
  subjects: { kind: string; name: string; apiGroup?: string; namespace?: string }[];
}

const bindings: Kind<Binding> = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
};

const localPath: StorageClass = {
  apiVersion: kinds.storageClass.apiVersion,
  kind: 'StorageClass',
  metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'rancher.io/local-path',
  volumeBindingMode: 'WaitForFirstConsumer',
  reclaimPolicy: 'Delete',
};

/** Puts into a fresh cluster what an administrator would: the real class, and the rights of the controllers. */
export async function setUpCluster(port: KubePort): Promise<void> {
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'local-path-storage' } });
  await port.create(kinds.storageClass, localPath);
  await bind(port, 'kube-controller-manager', { kind: 'User', name: 'system:kube-controller-manager' });
  await bind(port, 'local-path-provisioner', { kind: 'Group', name: 'system:serviceaccounts:local-path-storage' });
}

async function bind(port: KubePort, name: string, subject: { kind: string; name: string }): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io';
  await port.create(bindings, {
    apiVersion: bindings.apiVersion,
    kind: bindings.kind,
    metadata: { name: `sandbox:${name}` },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'system:controller' },
    subjects: [{ ...subject, apiGroup }],
  });
}
