import { orLate } from '../../base/time/deadline.ts';
import { KubeError } from '../../kube/client/errors.ts';
import { type Claim, kinds, type Node, type Pod, type StorageClass, type Volume } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { offloadingName, remoteNamespaceOf } from '../../liqo/namespace-offloading.ts';
import { liqoNames } from '../../liqo/names.ts';
import { storageNames } from '../../volumes/names.ts';
import { storageNamespaceSelector } from '../../volumes/storage-namespace.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import type { MoveContext } from '../model/context.ts';
import { listMoves, type MoveSummary } from './list-moves.ts';
import { openProviders } from '../held/provider-access.ts';
import { orUnknown, type Unknown } from '../claim/unknown.ts';

/** Everything that is told of claims, read once for all of them; what may not be read stays unknown. */
export interface InfoFacts {
  readonly claims: readonly Claim[];
  readonly volumes: ReadonlyMap<string, Volume> | Unknown;
  readonly classes: ReadonlyMap<string, StorageClass> | Unknown;
  readonly nodes: readonly Node[] | Unknown;
  readonly pods: readonly Pod[] | Unknown;
  readonly moves: readonly MoveSummary[] | Unknown;
  /** The real claims of local homes. */
  readonly local: readonly Claim[] | Unknown;
  /** The real claims of remote homes, by provider and the user's namespace. */
  readonly remote: ReadonlyMap<string, RemoteClaims | Unknown>;
}

/** The real claims of one namespace in one provider. */
export interface RemoteClaims {
  /** The user's namespace in the provider. */
  readonly namespace: string;
  readonly claims: readonly Claim[];
}

/** Reads what there is to tell of these claims; `namespace` is theirs, absent for all. Throws for nothing but a defect of ours. */
export async function readInfoFacts(claims: readonly Claim[], namespace: string | undefined, context: MoveContext): Promise<InfoFacts> {
  const { consumer } = context;
  const scope = namespace === undefined ? {} : { namespace };
  const volumes = await orUnknown(readVolumes(consumer, claims));
  const [classes, nodes, pods, moves, local, remote] = await Promise.all([
    orUnknown(byName(consumer.list(kinds.storageClass))),
    orUnknown(itemsOf(consumer.list(kinds.node))),
    orUnknown(itemsOf(consumer.list(kinds.pod, scope))),
    orUnknown(listMoves(namespace, context)),
    orUnknown(readLocal(consumer)),
    readRemote(claims, volumes, context),
  ]);
  return { claims, volumes, classes, nodes, pods, moves, local, remote };
}

/** Key of the remote claims of one namespace. */
export function remoteKey(provider: string, namespace: string): string {
  return `${provider}/${namespace}`;
}

/** One by one as long as that is less than all of them. */
async function readVolumes(consumer: KubePort, claims: readonly Claim[]): Promise<ReadonlyMap<string, Volume>> {
  const names = claims.flatMap(({ spec }) => spec?.volumeName ?? []);
  const [name] = names;
  if (names.length > 1) return byName(consumer.list(kinds.volume));
  const volume = name === undefined ? undefined : await consumer.find(kinds.volume, { name });
  return new Map(volume === undefined ? [] : [[volume.metadata.name, volume]]);
}

/** Those of Liqo's storage namespace, and of any of our own. */
async function readLocal(consumer: KubePort): Promise<readonly Claim[]> {
  const selectors = [liqoNames.provisioner, storageNames.provisioner].map(storageNamespaceSelector);
  const found = await Promise.all(selectors.map((labels) => itemsOf(consumer.list(kinds.namespace, { labels }))));
  const names = found.flat().map(({ metadata: { name: namespace } }) => itemsOf(consumer.list(kinds.claim, { namespace })));
  return (await Promise.all(names)).flat();
}

/** How long a provider may take to answer, in milliseconds: what else there is to tell should not wait for one that is down. */
const patienceMilliseconds = 5000;

async function readRemote(
  claims: readonly Claim[],
  volumes: ReadonlyMap<string, Volume> | Unknown,
  context: MoveContext,
): Promise<ReadonlyMap<string, RemoteClaims | Unknown>> {
  const open = openProviders(context);
  const wanted = new Map<string, { provider: string; namespace: string }>();
  for (const { metadata, spec } of claims) {
    const volume = volumes instanceof Map ? (volumes.get(spec?.volumeName) as Volume | undefined) : undefined;
    const side = volume && parseVolumeSide(volume);
    const namespace = metadata.namespace ?? '';
    if (side?.side === 'remote') wanted.set(remoteKey(side.provider, namespace), { provider: side.provider, namespace });
  }
  const read = [...wanted].map(async ([key, { provider, namespace }]) => {
    const claimsThere = readRemoteClaims(context.consumer, open, { provider, namespace });
    const late = () => {
      throw lost('unreachable', `no answer within ${patienceMilliseconds / 1000} s`, provider);
    };
    return [key, await orUnknown(orLate({ clock: context.clock, milliseconds: patienceMilliseconds }, claimsThere, late))] as const;
  });
  return new Map(await Promise.all(read));
}

async function readRemoteClaims(
  consumer: KubePort,
  open: (provider: string) => Promise<KubePort>,
  { provider, namespace: ours }: { provider: string; namespace: string },
): Promise<RemoteClaims> {
  const offloading = await consumer.find(liqoKinds.namespaceOffloading, { name: offloadingName, namespace: ours });
  const namespace = offloading && remoteNamespaceOf(offloading);
  if (namespace === undefined) throw lost('notFound', `namespace ${ours} is not offloaded to ${provider} any more`, provider);
  const port = await open(provider);
  return { namespace, claims: await itemsOf(port.list(kinds.claim, { namespace })) };
}

function lost(reason: 'notFound' | 'unreachable', message: string, provider: string): KubeError {
  return new KubeError({ reason, message, attempt: `read the real claims in ${provider}` });
}

async function itemsOf<T>(list: Promise<{ items: readonly T[] }>): Promise<readonly T[]> {
  return (await list).items;
}

async function byName<T extends { metadata: { name: string } }>(list: Promise<{ items: readonly T[] }>): Promise<ReadonlyMap<string, T>> {
  return new Map((await itemsOf(list)).map((item) => [item.metadata.name, item]));
}

/** Names of the virtual nodes in front of a provider. */
export function nodesBefore(provider: string, nodes: readonly Node[]): string[] {
  return nodes.filter(({ metadata }) => metadata.labels?.[liqoNames.remoteClusterId] === provider).map(({ metadata }) => metadata.name);
}
