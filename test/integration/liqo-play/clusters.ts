import { type Claim, type Event, kinds, type Namespace } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { liqoKinds, type NamespaceOffloading } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { installLiqo } from '../../liqo/install.ts';
import { type Liqo, type LiqoOptions, startLiqo } from '../../liqo/liqo.ts';
import { type Provider, tenantUser } from '../../liqo/peering.ts';
import { type ApiServer, startApiServer } from '../../sandbox/api/server.ts';
import { until, untilPasses } from '../../support/until.ts';

const admin = { name: 'kubernetes-admin', groups: ['system:masters'] };

/** Two or three clusters with what plays Liqo between them, and no controllers of Kubernetes: tests play those by hand. */
export interface Clusters {
  readonly rome: KubePort;
  /** The providers as their admin sees them. */
  readonly provider: (id: string) => KubePort;
  readonly tenant: (id: string) => KubePort;
  readonly servers: readonly ApiServer[];
  readonly liqo: Liqo;
  close(): Promise<void>;
}

export interface ClusterOptions extends Pick<LiqoOptions, 'sightMilliseconds'> {
  readonly providers?: readonly Pick<Provider, 'id' | 'nodes' | 'storageClasses'>[];
}

export async function startClusters(options: ClusterOptions = {}): Promise<Clusters> {
  const controller = new AbortController();
  const described = options.providers ?? [{ id: 'milan' }];
  const romeServer = await startApiServer({ name: 'rome' });
  const servers = await Promise.all(described.map(({ id }) => startApiServer({ name: id })));
  const consumer = { id: 'rome', port: romeServer.as(admin) };
  const providers = described.map((one, index) => {
    const server = servers[index] as ApiServer;
    const user = tenantUser(one.id, 'rome');
    return { ...one, port: server.as(admin), tenantPort: server.as(user), tenantKubeconfig: server.kubeconfig(user) };
  });
  await installLiqo({ consumer, providers });
  const { sightMilliseconds = 50 } = options;
  const liqo = await startLiqo({ consumer, providers, signal: controller.signal, sightMilliseconds });
  const provider = (id: string) => providers.find((one) => one.id === id) as (typeof providers)[number];
  return {
    rome: consumer.port,
    provider: (id) => provider(id).port,
    tenant: (id) => provider(id).tenantPort,
    servers: [romeServer, ...servers],
    liqo,
    close: async () => {
      controller.abort();
      await liqo.stopped;
      await Promise.all([romeServer, ...servers].map((server) => server.close()));
    },
  };
}

export async function makeNamespace(port: KubePort, name: string): Promise<Namespace> {
  return port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** Offloads a namespace of rome and waits until every named provider has accepted it. */
export async function offload(
  rome: KubePort,
  namespace: string,
  spec: NamespaceOffloading['spec'] = {},
  accepted = ['milan'],
): Promise<void> {
  if ((await rome.find(kinds.namespace, { name: namespace })) === undefined) await makeNamespace(rome, namespace);
  const { apiVersion, kind } = liqoKinds.namespaceOffloading;
  await rome.create(liqoKinds.namespaceOffloading, { apiVersion, kind, metadata: { name: 'offloading', namespace }, spec });
  await untilPasses(async () => {
    const { status } = await rome.read(liqoKinds.namespaceOffloading, { name: 'offloading', namespace });
    for (const id of accepted) {
      const ready = status?.remoteNamespacesConditions?.[id]?.find((one) => one.type === 'Ready');
      if (ready?.status !== 'True') throw new Error(`${namespace} not ready on ${id}`);
    }
  });
}

/** Deletes a claim as if no pod used it: without waiting for its protection. */
export async function deleteClaim(port: KubePort, key: { name: string; namespace: string }): Promise<void> {
  const { metadata } = await port.read(kinds.claim, key);
  await port.remove(kinds.claim, key, { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' });
  if ((await port.find(kinds.claim, key)) !== undefined) await port.mergePatch(kinds.claim, key, { metadata: { finalizers: null } });
}

/** Plays the namespace controller for a namespace that is being deleted. */
export async function finishNamespace(port: KubePort, name: string): Promise<void> {
  await untilPasses(async () => {
    const namespace = await port.find(kinds.namespace, { name });
    if (namespace === undefined) return;
    if (namespace.metadata.deletionTimestamp === undefined) throw new Error(`${name} is not being deleted`);
    await port.mergePatch(kinds.namespace, { name }, { spec: { finalizers: [] } }, { subresource: 'finalize' });
  });
}

/** The complaints about a claim, of one cluster's virtual kubelet. */
export async function complaints(rome: KubePort, claim: Claim, cluster: string): Promise<Event[]> {
  const { items } = await rome.list(kinds.event, { namespace: claim.metadata.namespace ?? '' });
  return items.filter(
    (event) =>
      event.reason === liqoNames.failedReflection &&
      event.involvedObject.uid === claim.metadata.uid &&
      event.message?.includes(`cluster "${cluster}"`) === true,
  );
}

export async function complaint(rome: KubePort, claim: Claim, cluster = 'milan'): Promise<Event> {
  return until(async () => (await complaints(rome, claim, cluster))[0]);
}
