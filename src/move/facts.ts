import type { Claim, Node, Pod, StorageClass, Volume } from '../kube/kinds.ts';
import { kinds } from '../kube/kinds.ts';
import type { KubePort } from '../kube/port.ts';
import { findClusterId } from '../liqo/cluster-id.ts';
import { liqoKinds, type NamespaceOffloading } from '../liqo/kinds.ts';
import { offloadingName } from '../liqo/namespace-offloading.ts';
import { findStorageNamespace } from '../liqo/storage-namespace.ts';
import { isVirtualNode, providerOfNode } from '../liqo/virtual-node.ts';
import { parseVolumeSide } from '../liqo/volume-home.ts';
import { type LocalFacts, readLocalFacts } from './facts-local.ts';
import { type ProviderFacts, readProviderFacts } from './facts-provider.ts';
import type { Journal } from './journal.ts';
import { findJournal } from './journal-store.ts';
import { namesClaim } from './live-claim.ts';
import { marks, moveId } from './names.ts';
import type { MoveRequest } from './request.ts';

/** Everything that checks and plan are made from, read once. What is undefined was not there. */
export interface Facts {
  readonly request: MoveRequest;
  readonly user: string;
  readonly claim: Claim | undefined;
  /** The virtual volume. */
  readonly volume: Volume | undefined;
  readonly storageClass: StorageClass | undefined;
  readonly node: Node | undefined;
  /** Pods in the consumer that name the claim, in any phase. */
  readonly mounters: readonly Pod[];
  readonly offloading: NamespaceOffloading | undefined;
  readonly clusterId: string | undefined;
  readonly local: LocalFacts | undefined;
  /** Providers at either end, by id. */
  readonly providers: ReadonlyMap<string, ProviderFacts>;
  readonly guardServed: boolean;
  readonly journal: Journal | undefined;
  /** Numbers of earlier attempts whose workspace is still there. */
  readonly attempts: readonly number[];
}

/** Reads the cluster and the providers concerned, and changes nothing. */
export async function readFacts(consumer: KubePort, provider: (id: string) => Promise<KubePort>, request: MoveRequest): Promise<Facts> {
  const { namespace, claim: name } = request;
  const [claim, node, offloading, pods, user, guardServed, clusterId, journal] = await Promise.all([
    consumer.find(kinds.claim, { namespace, name }),
    consumer.find(kinds.node, { name: request.targetNode }),
    consumer.find(liqoKinds.namespaceOffloading, { namespace, name: offloadingName }),
    consumer.list(kinds.pod, { namespace }),
    consumer.whoAmI(),
    consumer.serves(kinds.admissionPolicy),
    findClusterId(consumer),
    findJournal(consumer, { namespace, name }),
  ]);
  const volume = await findVolume(consumer, claim);
  const [storageClass, local, providers, attempts] = await Promise.all([
    findClass(consumer, claim),
    readLocal(consumer, request, claim),
    readProviders(consumer, provider, { request, volume, node, offloading }),
    claim === undefined ? [] : listAttempts(consumer, moveId(claim.metadata.uid ?? '')),
  ]);
  return {
    request,
    user,
    guardServed,
    mounters: pods.items.filter((pod) => namesClaim(pod, name)),
    providers,
    attempts,
    claim,
    volume,
    storageClass,
    node,
    offloading,
    clusterId,
    local,
    journal: journal?.value,
  };
}

async function findVolume(consumer: KubePort, claim: Claim | undefined): Promise<Volume | undefined> {
  const name = claim?.spec?.volumeName;
  return name === undefined ? undefined : consumer.find(kinds.volume, { name });
}

async function findClass(consumer: KubePort, claim: Claim | undefined): Promise<StorageClass | undefined> {
  const name = claim?.spec?.storageClassName;
  return name === undefined || name === '' ? undefined : consumer.find(kinds.storageClass, { name });
}

async function readLocal(consumer: KubePort, request: MoveRequest, claim: Claim | undefined): Promise<LocalFacts | undefined> {
  const namespace = await findStorageNamespace(consumer);
  return namespace === undefined ? undefined : readLocalFacts(consumer, { namespace, request, claim });
}

async function readProviders(
  consumer: KubePort,
  provider: (id: string) => Promise<KubePort>,
  { request, volume, node, offloading }: Pick<Facts, 'request' | 'volume' | 'node' | 'offloading'>,
): Promise<ReadonlyMap<string, ProviderFacts>> {
  const side = volume === undefined ? undefined : parseVolumeSide(volume);
  const ids = new Set<string>();
  if (side?.side === 'remote') ids.add(side.provider);
  const target = node !== undefined && isVirtualNode(node) ? providerOfNode(node) : undefined;
  if (target !== undefined) ids.add(target);
  const read = [...ids].map(async (id) => {
    const facts = await readProviderFacts(consumer, { id, provider, claim: request.claim, offloading });
    return [id, facts] as const;
  });
  return new Map(await Promise.all(read));
}

async function listAttempts(consumer: KubePort, id: string): Promise<readonly number[]> {
  const workspaces = await consumer.list(kinds.namespace, { labels: `${marks.id}=${id}` });
  return workspaces.items.map(({ metadata }) => Number(metadata.labels?.[marks.attempt] ?? 0));
}
