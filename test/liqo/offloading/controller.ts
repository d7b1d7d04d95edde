import { kinds, type Namespace, type Node } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds, type NamespaceOffloading } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import type { Lifetime } from '../lifetime.ts';
import { selects } from '../node-selector.ts';
import { type Consumer, nodesOf, pairOf, type Provider } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { watchAll, type Watched } from '../watched.ts';
import { writeStatus } from '../writes.ts';
import { originalName, remoteNamespaceName } from './mapping.ts';
import { ensureRemoteNamespace, removeRemoteNamespace } from './remote-namespaces.ts';
import { type ProviderStanding, statusOf } from './status.ts';

const finalizer = 'namespaceoffloading-controller.liqo.io/finalizer';
/** Label of namespaces whose pods the webhook mutates. */
export const schedulingEnabled = 'liqo.io/scheduling-enabled';

interface Clusters {
  readonly consumer: Consumer;
  readonly providers: readonly Provider[];
}

/** Keeps the namespaces of the providers and the status of every NamespaceOffloading as its spec says. */
export async function startOffloadingController(clusters: Clusters, lifetime: Lifetime): Promise<void> {
  const { consumer, providers } = clusters;
  const queue = createQueue(async (namespace) => {
    const offloading = offloadings.get('offloading', namespace);
    if (offloading !== undefined) await reconcile(clusters, offloading, nodes);
  }, lifetime);
  const [offloadings, nodes, namespaces, ...remotes] = await Promise.all([
    watchAll(consumer.port, liqoKinds.namespaceOffloading, {}, lifetime),
    watchAll(consumer.port, kinds.node, { labels: `${liqoNames.nodeType}=${liqoNames.virtualNode}` }, lifetime),
    watchAll(consumer.port, kinds.namespace, {}, lifetime),
    ...providers.map((provider) => watchAll(provider.port, kinds.namespace, {}, lifetime)),
  ]);
  const all = () => offloadings.items().forEach((one) => queue.add(one.metadata.namespace ?? ''));
  const affected = (remote: Namespace) => {
    const local = remote.metadata.annotations?.[originalName];
    if (local === undefined) all();
    else queue.add(local);
  };
  offloadings.listen((one) => queue.add(one.metadata.namespace ?? ''), lifetime.signal);
  namespaces.listen((one) => queue.add(one.metadata.name), lifetime.signal);
  // A node's heartbeat changes no label.
  onLabelChange(nodes, all, lifetime);
  for (const remote of remotes) remote.listen(affected, lifetime.signal);
  all();
  queue.start();
}

async function reconcile(clusters: Clusters, offloading: NamespaceOffloading, nodes: Watched<Node>): Promise<void> {
  const { port, id } = clusters.consumer;
  const key = { name: 'offloading', namespace: offloading.metadata.namespace ?? '' };
  const deleting = offloading.metadata.deletionTimestamp !== undefined;
  if (!deleting && !offloading.metadata.finalizers?.includes(finalizer)) return hold(clusters.consumer, offloading);
  await labelNamespace(clusters.consumer, offloading);
  const remote = remoteNamespaceName(offloading, id);
  const standings: ProviderStanding[] = [];
  for (const provider of clusters.providers) {
    const required = !deleting && isSelected(provider, offloading, nodes);
    const wanted = { provider, pair: pairOf(clusters.consumer, provider), local: key.namespace, remote };
    const standing = await (required ? ensureRemoteNamespace(wanted) : removeRemoteNamespace(wanted));
    standings.push({ provider: provider.id, required, standing });
  }
  await writeStatus(port, liqoKinds.namespaceOffloading, offloading, { ...statusOf(offloading, remote, standings) });
  if (deleting && standings.every((one) => one.standing === 'absent')) await letGo(clusters.consumer, offloading);
}

/**
 * Whether the provider is selected. Liqo asks for every virtual node but writes per cluster, so the node that is asked last
 * decides: a sibling that does not match takes back what a matching one has set (liqo.md, H4).
 */
function isSelected(provider: Provider, offloading: NamespaceOffloading, nodes: Watched<Node>): boolean {
  const selected = [...nodesOf(provider)].sort().map((name) => {
    const labels = nodes.get(name)?.metadata.labels ?? { [liqoNames.remoteClusterId]: provider.id };
    return selects(offloading.spec.clusterSelector, labels);
  });
  return selected.at(-1) ?? false;
}

async function labelNamespace(consumer: Consumer, offloading: NamespaceOffloading): Promise<void> {
  const name = offloading.metadata.namespace ?? '';
  const namespace = await consumer.port.find(kinds.namespace, { name });
  const local = offloading.spec.podOffloadingStrategy === 'Local';
  const wanted = local || offloading.metadata.deletionTimestamp !== undefined ? undefined : 'true';
  if (namespace === undefined || namespace.metadata.labels?.[schedulingEnabled] === wanted) return;
  await consumer.port.mergePatch(kinds.namespace, { name }, { metadata: { labels: { [schedulingEnabled]: wanted ?? null } } });
}

async function hold(consumer: Consumer, offloading: NamespaceOffloading): Promise<void> {
  const { namespace = '', resourceVersion } = offloading.metadata;
  const finalizers = [...(offloading.metadata.finalizers ?? []), finalizer];
  const patch = { metadata: { finalizers, resourceVersion } };
  await consumer.port.mergePatch(liqoKinds.namespaceOffloading, { name: 'offloading', namespace }, patch);
}

async function letGo(consumer: Consumer, offloading: NamespaceOffloading): Promise<void> {
  const key = { name: 'offloading', namespace: offloading.metadata.namespace ?? '' };
  const current = await consumer.port.find(liqoKinds.namespaceOffloading, key);
  if (current === undefined || current.metadata.uid !== offloading.metadata.uid) return;
  const finalizers = (current.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  const { resourceVersion } = current.metadata;
  await consumer.port.mergePatch(liqoKinds.namespaceOffloading, key, { metadata: { finalizers, resourceVersion } });
}

function onLabelChange(nodes: Watched<Node>, changed: () => void, lifetime: Lifetime): void {
  const labels = new Map<string, string>();
  nodes.listen((node, change) => {
    const now = change === 'DELETED' ? '' : JSON.stringify(node.metadata.labels);
    if (labels.get(node.metadata.name) === now) return;
    labels.set(node.metadata.name, now);
    changed();
  }, lifetime.signal);
}
