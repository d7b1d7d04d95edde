import { type Claim, type Kind, kinds, type Node, type StatefulSet, type StorageClass, type Volume } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import { storageClassOf } from '../../../kube/objects/storage-class.ts';
import { findClusterId } from '../../../liqo/cluster-id.ts';
import { liqoKinds, type NamespaceOffloading } from '../../../liqo/kinds.ts';
import { offloadingName } from '../../../liqo/namespace-offloading.ts';
import { liqoNames } from '../../../liqo/names.ts';
import { virtualProvisionerOf } from '../../../volumes/virtual-claim.ts';
import { findStorageNamespace } from '../../../volumes/storage-namespace.ts';
import { isVirtualNode, providerOfNode } from '../../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../../liqo/volume-home.ts';
import { type LocalFacts, readLocalFacts } from './local.ts';
import { type Mounter, readMounters, readOwnerKinds, readTemplateSets } from './living-owners.ts';
import { type Attachment, type NodeState, readAttachments, readVolumeNodes } from './placement.ts';
import { type ProviderFacts, readProviderFacts } from './provider.ts';
import { readWorkloads, type Workloads } from '../scaling/workloads.ts';
import { skipForbidden } from './skip-forbidden.ts';
import type { Journal } from '../../model/journal.ts';
import { type Absence, readAbsence } from '../../claim/absence.ts';
import { isUnknown, orUnknown } from '../../claim/unknown.ts';
import { findJournal } from '../../held/journal-store.ts';
import { findPullSecret } from '../../workspace/pull-secrets.ts';
import { moveId, moveLabels } from '../../model/names.ts';
import type { MoveRequest } from '../../model/request.ts';

/** Everything that checks and plan are made from, read once. What is undefined was not there. */
export interface Facts {
  readonly request: MoveRequest;
  readonly user: string;
  readonly claim: Claim | undefined;
  /** Where the claim is not there. */
  readonly absence: Absence | undefined;
  /** The virtual volume. */
  readonly volume: Volume | undefined;
  /** The claim's. */
  readonly storageClass: StorageClass | undefined;
  /** Who provisions the claim; Liqo where nothing says so. */
  readonly provisioner: string;
  /** All of this cluster. */
  readonly classes: readonly StorageClass[];
  readonly node: Node | undefined;
  /** Of all nodes, where that one is not there. */
  readonly nodeNames: readonly string[];
  /** Pods in the consumer that name the claim, in any phase. */
  readonly mounters: readonly Mounter[];
  /** StatefulSets that make a claim of that name. */
  readonly templateSets: readonly StatefulSet[];
  /** With `--scale`: who may be scaled. */
  readonly workloads: Workloads | undefined;
  /** Kinds of the claim's owners. */
  readonly ownerKinds: readonly Kind<unknown>[];
  /** Nodes that have the claim's volume attached. */
  readonly attachments: readonly Attachment[];
  /** Nodes that a local volume is bound to. */
  readonly volumeNodes: readonly NodeState[];
  readonly offloading: NamespaceOffloading | undefined;
  readonly clusterId: string | undefined;
  readonly local: LocalFacts | undefined;
  /** Providers at either end, by id. */
  readonly providers: ReadonlyMap<string, ProviderFacts>;
  readonly guardServed: boolean;
  readonly journal: Journal | undefined;
  /** Names of Secrets for images that the request asks for and that are not there, or are none. */
  readonly missingPullSecrets: readonly string[];
  /** Numbers of earlier attempts whose workspace is still there. */
  readonly attempts: readonly number[];
  /** Plurals of what we were not allowed to read in the consumer: that nothing was seen of them says nothing. */
  readonly blind: ReadonlySet<string>;
}

/** Reads the cluster and the providers concerned, and changes nothing. */
export async function readFacts(consumer: KubePort, provider: (id: string) => Promise<KubePort>, request: MoveRequest): Promise<Facts> {
  const { port, blind } = skipForbidden(consumer);
  const direct = await readNamed(port, request);
  const { claim, node, offloading, classes } = direct;
  const volumeName = claim?.spec?.volumeName;
  const volume = volumeName === undefined ? undefined : await port.find(kinds.volume, { name: volumeName });
  const storageClass = claim && classes.find(({ metadata }) => metadata.name === storageClassOf(claim));
  const provisioner = provisionerOf({ claim, storageClass, volume });
  const [local, providers, attempts, ownerKinds, lookalikes, missingPullSecrets] = await Promise.all([
    readLocal(port, { request, claim, classes, provisioner }),
    readProviders(port, provider, { request, volume, node, offloading }),
    claim === undefined ? [] : listAttempts(port, moveId(claim.metadata.uid ?? '')),
    readOwnerKinds(port, claim),
    readLookalikes(consumer, { ...direct, request, blind }),
    readMissingPullSecrets(port, request),
  ]);
  const volumes = [volume, local?.volume].flatMap((each) => (each === undefined ? [] : [each.metadata.name]));
  const [attachments, volumeNodes] = await Promise.all([readAttachments(port, volumes), readVolumeNodes(port, local?.volume)]);
  return {
    request,
    ...direct,
    ...lookalikes,
    volume,
    storageClass,
    provisioner,
    local,
    providers,
    missingPullSecrets,
    attempts,
    ownerKinds,
    attachments,
    volumeNodes,
    blind,
  };
}

/** What may have been meant by names of things that are not there. */
async function readLookalikes(
  consumer: KubePort,
  { request, claim, node, blind }: Pick<Facts, 'request' | 'claim' | 'node' | 'blind'>,
): Promise<Pick<Facts, 'absence' | 'nodeNames'>> {
  const [absence, nodes] = await Promise.all([
    claim !== undefined || blind.has(kinds.claim.plural) ? undefined : readAbsence(consumer, request),
    // One node may be readable where the list of them is not: that must not count as being blind for nodes.
    node !== undefined || blind.has(kinds.node.plural) ? { items: [] } : orUnknown(consumer.list(kinds.node)),
  ]);
  return { absence, nodeNames: isUnknown(nodes) ? [] : nodes.items.map(({ metadata }) => metadata.name) };
}

async function readMissingPullSecrets(port: KubePort, { pullSecrets = [], namespace }: MoveRequest): Promise<readonly string[]> {
  const found = await Promise.all(pullSecrets.map((name) => findPullSecret(port, name, namespace)));
  return pullSecrets.filter((_, index) => found[index] === undefined);
}

function provisionerOf({ claim, storageClass, volume }: Pick<Facts, 'claim' | 'storageClass' | 'volume'>): string {
  return (claim && virtualProvisionerOf(claim, storageClass, volume)) ?? liqoNames.provisioner;
}

type Named =
  | 'claim'
  | 'node'
  | 'offloading'
  | 'mounters'
  | 'templateSets'
  | 'workloads'
  | 'classes'
  | 'user'
  | 'guardServed'
  | 'clusterId'
  | 'journal';

/** What the request names, and what can be read without knowing more. */
async function readNamed(port: KubePort, request: MoveRequest): Promise<Pick<Facts, Named>> {
  const key = { namespace: request.namespace, name: request.claim };
  const [claim, node, offloading, mounters, templateSets, workloads, classes, user, guardServed, clusterId, journal] = await Promise.all([
    port.find(kinds.claim, key),
    port.find(kinds.node, { name: request.targetNode }),
    port.find(liqoKinds.namespaceOffloading, { namespace: request.namespace, name: offloadingName }),
    readMounters(port, key),
    readTemplateSets(port, key),
    readWorkloads(port, request),
    port.list(kinds.storageClass),
    port.whoAmI(),
    port.serves(kinds.admissionPolicy),
    findClusterId(port),
    findJournal(port, key),
  ]);
  const rest = { user, guardServed, clusterId, journal: journal?.value };
  return { claim, node, offloading, mounters, templateSets, workloads, classes: classes.items, ...rest };
}

async function readLocal(
  port: KubePort,
  known: Pick<Facts, 'request' | 'claim' | 'classes' | 'provisioner'>,
): Promise<LocalFacts | undefined> {
  const namespace = await findStorageNamespace(port, known.provisioner);
  return namespace === undefined ? undefined : readLocalFacts(port, { namespace, ...known });
}

async function readProviders(
  port: KubePort,
  provider: (id: string) => Promise<KubePort>,
  { request, volume, node, offloading }: Pick<Facts, 'request' | 'volume' | 'node' | 'offloading'>,
): Promise<ReadonlyMap<string, ProviderFacts>> {
  const side = volume === undefined ? undefined : parseVolumeSide(volume);
  const ids = new Set<string>();
  if (side?.side === 'remote') ids.add(side.provider);
  const target = node !== undefined && isVirtualNode(node) ? providerOfNode(node) : undefined;
  if (target !== undefined) ids.add(target);
  const read = [...ids].map(async (id) => {
    const { claim, removeFinishedPods: removesPods = false } = request;
    const facts = await readProviderFacts(port, { id, provider, claim, removesPods, offloading });
    return [id, facts] as const;
  });
  return new Map(await Promise.all(read));
}

async function listAttempts(port: KubePort, id: string): Promise<readonly number[]> {
  const workspaces = await port.list(kinds.namespace, { labels: `${moveLabels.id}=${id}` });
  return workspaces.items.map(({ metadata }) => Number(metadata.labels?.[moveLabels.attempt] ?? 0));
}
