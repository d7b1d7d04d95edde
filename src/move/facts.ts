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

/** Everything that checks and plan are made from, read once. What is absent was not there. */
export interface Facts {
  readonly request: MoveRequest;
  readonly user: string;
  readonly claim?: Claim;
  /** The virtual volume. */
  readonly volume?: Volume;
  readonly storageClass?: StorageClass;
  readonly node?: Node;
  /** Pods in the consumer that name the claim, in any phase. */
  readonly mounters: readonly Pod[];
  readonly offloading?: NamespaceOffloading;
  readonly clusterId?: string;
  readonly local?: LocalFacts;
  /** Providers at either end, by id. */
  readonly providers: ReadonlyMap<string, ProviderFacts>;
  readonly guardServed: boolean;
  readonly journal?: Journal;
  /** Numbers of earlier attempts whose workspace is still there. */
  readonly attempts: readonly number[];
}

/** Reads the cluster and the providers concerned, and changes nothing. */
export async function readFacts(
  consumer: KubePort,
  provider: (id: string) => Promise<KubePort>,
  request: MoveRequest,
): Promise<Facts> {
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
  const volume = claim?.spec?.volumeName === undefined ? undefined : await consumer.find(kinds.volume, { name: claim.spec.volumeName });
  const [storageClass, local, providers, attempts] = await Promise.all([
    findClass(consumer, claim),
    readLocal(consumer, request, claim),
    readProviders(provider, { request, ...(claim && { claim }), ...(volume && { volume }), ...(node && { node }), ...(offloading && { offloading }) }, consumer),
    claim === undefined ? [] : listAttempts(consumer, moveId(claim.metadata.uid ?? '')),
  ]);
  return {
    request,
    user,
    guardServed,
    mounters: pods.items.filter((pod) => namesClaim(pod, name)),
    providers,
    attempts,
    ...(claim && { claim }),
    ...(volume && { volume }),
    ...(storageClass && { storageClass }),
    ...(node && { node }),
    ...(offloading && { offloading }),
    ...(clusterId !== undefined && { clusterId }),
    ...(local && { local }),
    ...(journal && { journal: journal.value }),
  };
}

async function findClass(consumer: KubePort, claim: Claim | undefined): Promise<StorageClass | undefined> {
  const name = claim?.spec?.storageClassName;
  return name === undefined || name === '' ? undefined : consumer.find(kinds.storageClass, { name });
}

async function readLocal(consumer: KubePort, request: MoveRequest, claim: Claim | undefined): Promise<LocalFacts | undefined> {
  const namespace = await findStorageNamespace(consumer);
  return namespace === undefined ? undefined : readLocalFacts(consumer, { namespace, request, ...(claim && { claim }) });
}

type Ends = Pick<Facts, 'request'> & Partial<Pick<Facts, 'claim' | 'volume' | 'node' | 'offloading'>>;

async function readProviders(
  provider: (id: string) => Promise<KubePort>,
  { request, volume, node, offloading }: Ends,
  consumer: KubePort,
): Promise<ReadonlyMap<string, ProviderFacts>> {
  const side = volume === undefined ? undefined : parseVolumeSide(volume);
  const ids = new Set<string>();
  if (side?.side === 'remote') ids.add(side.provider);
  const target = node !== undefined && isVirtualNode(node) ? providerOfNode(node) : undefined;
  if (target !== undefined) ids.add(target);
  const read = [...ids].map(async (id) => {
    const facts = await readProviderFacts(consumer, { id, provider, claim: request.claim, ...(offloading && { offloading }) });
    return [id, facts] as const;
  });
  return new Map(await Promise.all(read));
}

async function listAttempts(consumer: KubePort, id: string): Promise<readonly number[]> {
  const workspaces = await consumer.list(kinds.namespace, { labels: `${marks.id}=${id}` });
  return workspaces.items.map(({ metadata }) => Number(metadata.labels?.[marks.attempt] ?? 0));
}
