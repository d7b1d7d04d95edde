import { failedWith } from '../../src/kube/client/errors.ts';
import { type Kind, kinds, type Namespace } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { liqoKinds, type VirtualNode } from '../../src/liqo/kinds.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { ensureLiqoKinds } from './crds.ts';
import { peeringKinds, rbacKinds } from './kinds.ts';
import { classesOf, type Consumer, nodesOf, type Provider, storageNamespaceOf, tenantNamespace } from './peering.ts';
import { tenantClusterRole } from './tenant-rights.ts';
import type { Named } from './watched.ts';

export interface InstallOptions {
  readonly consumer: Consumer;
  readonly providers: readonly (Omit<Provider, 'tenantPort'> & {
    /** Kubeconfig text of the tenant user. */ readonly tenantKubeconfig: string;
  })[];
}

/** Makes everything that an installed and peered Liqo has put into the clusters before anybody uses it. Safe to repeat. */
export async function installLiqo({ consumer, providers }: InstallOptions): Promise<void> {
  await ensureLiqoKinds(consumer.port);
  await installConsumer(consumer);
  for (const provider of providers) {
    await ensureLiqoKinds(provider.port);
    await ensureClusterId(provider);
    await ensureNamespace(provider.port, tenantNamespace(consumer.id), tenantLabels(consumer.id));
    await ensure(provider.port, rbacKinds.clusterRole, tenantClusterRole);
    await ensureNamespace(consumer.port, tenantNamespace(provider.id), tenantLabels(provider.id));
    await ensure(consumer.port, peeringKinds.foreignCluster, foreignCluster(provider));
    for (const node of nodesOf(provider)) {
      await ensure(consumer.port, peeringKinds.resourceSlice, resourceSlice(provider, node));
      await ensure(consumer.port, kinds.secret, tenantSecret(provider, node, consumer.id));
      await ensure(consumer.port, liqoKinds.virtualNode, virtualNode(provider, node));
    }
  }
}

async function installConsumer(consumer: Consumer): Promise<void> {
  const { port, id, virtualClass = 'liqo' } = consumer;
  await ensureClusterId({ port, id });
  await ensureNamespace(port, storageNamespaceOf(consumer), { [liqoNames.storageNamespace]: 'true' });
  await ensure(port, kinds.storageClass, {
    apiVersion: kinds.storageClass.apiVersion,
    kind: 'StorageClass',
    metadata: { name: virtualClass },
    provisioner: liqoNames.provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
  });
}

async function ensureClusterId({ port, id }: Pick<Consumer, 'port' | 'id'>): Promise<void> {
  await ensureNamespace(port, 'liqo', {});
  await ensure(port, kinds.configMap, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'liqo-clusterid-configmap', namespace: 'liqo', labels: { 'app.kubernetes.io/name': 'clusterid-configmap' } },
    data: { CLUSTER_ID: id },
  });
}

function tenantLabels(cluster: string): Record<string, string> {
  return { 'liqo.io/tenant-namespace': 'true', [liqoNames.remoteClusterId]: cluster };
}

function secretName(slice: string): string {
  return `kubeconfig-resourceslice-${slice}`;
}

function tenantSecret(provider: InstallOptions['providers'][number], slice: string, consumer: string) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName(slice),
      namespace: tenantNamespace(provider.id),
      labels: { [liqoNames.remoteClusterId]: provider.id, 'liqo.io/identity-type': 'ResourceSlice' },
      annotations: { 'liqo.io/remote-tenant-namespace': tenantNamespace(consumer) },
    },
    type: 'Opaque',
    data: { kubeconfig: Buffer.from(provider.tenantKubeconfig).toString('base64') },
  };
}

function virtualNode(provider: InstallOptions['providers'][number], name: string): VirtualNode {
  const storageClasses = classesOf(provider).map((one) => ({ storageClassName: one.name, ...(one.default ? { default: true } : {}) }));
  return {
    apiVersion: liqoKinds.virtualNode.apiVersion,
    kind: liqoKinds.virtualNode.kind,
    metadata: { name, namespace: tenantNamespace(provider.id), labels: { [liqoNames.remoteClusterId]: provider.id } },
    spec: { clusterID: provider.id, createNode: true, kubeconfigSecretRef: { name: secretName(name) }, storageClasses },
  };
}

/** Liqo makes it of any object that names the other cluster. */
function foreignCluster({ id }: Pick<Provider, 'id'>) {
  const { apiVersion, kind } = peeringKinds.foreignCluster;
  return { apiVersion, kind, metadata: { name: id, labels: { [liqoNames.remoteClusterId]: id } }, spec: { clusterID: id } };
}

/** What is asked of the provider for one virtual node. */
function resourceSlice({ id }: Pick<Provider, 'id'>, name: string) {
  const { apiVersion, kind } = peeringKinds.resourceSlice;
  const labels = { [liqoNames.remoteClusterId]: id };
  return { apiVersion, kind, metadata: { name, namespace: tenantNamespace(id), labels }, spec: { class: 'default' } };
}

async function ensureNamespace(port: KubePort, name: string, labels: Record<string, string>): Promise<void> {
  const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  await ensure(port, kinds.namespace, namespace);
}

async function ensure<T extends Named>(port: KubePort, kind: Kind<T>, object: T): Promise<void> {
  await port.create(kind, object).catch((error: unknown) => {
    if (!failedWith(error, 'alreadyExists')) throw error;
  });
}
