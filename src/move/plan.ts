import { parseQuantity, quantityBytes } from '../base/quantity.ts';
import { affinityAllows, affinityRequirements } from '../kube/node-affinity.ts';
import { liqoNames } from '../liqo/names.ts';
import { isVirtualNode, providerOfNode } from '../liqo/virtual-node.ts';
import { parseVolumeSide } from '../liqo/volume-home.ts';
import { storageRequest } from './claim-copy.ts';
import type { Facts } from './facts.ts';
import type { Home } from './journal.ts';
import { moveId, stagedClaimName, virtualVolumeName, workspaceName } from './names.ts';
import type { MoveRequest } from './request.ts';

/** Everything that will be done, with every name fixed. */
export interface Plan {
  /** 10 characters, derived from the claim's uid. */
  readonly id: string;
  /** Counts the attempts of one move, so that a workspace that is slow to go stands in nobody's way. */
  readonly attempt: number;
  readonly request: MoveRequest;
  readonly source: Home;
  readonly target: Home;
  /** Temporary namespace of the move. */
  readonly workspace: string;
  /** Providers that take part and to which the workspace is offloaded. */
  readonly providers: readonly string[];
  /** Name of the virtual volume that the claim will be bound to. */
  readonly volume: string;
  /** Upper bound of what will be copied, in bytes: the capacity of the source. */
  readonly capacityBytes: number;
}

/** Where the data is already where it shall go, in words; undefined where there is something to move. */
export function planNothing({ volume, node, local }: Facts): string | undefined {
  const side = volume === undefined ? undefined : parseVolumeSide(volume);
  if (volume === undefined || node === undefined || side === undefined) return undefined;
  const name = node.metadata.name;
  if (side.side === 'remote') {
    return isVirtualNode(node) && providerOfNode(node) === side.provider ? `the data is in ${side.provider} already, behind node ${name}` : undefined;
  }
  const reaches = !isVirtualNode(node) && affinityAllows(local?.volume?.spec?.nodeAffinity, node);
  return reaches ? `the data can be reached from node ${name} already` : undefined;
}

/** Makes the plan of a move that no check has refused; undefined where facts for it are missing. */
export function planMove(facts: Facts): Plan | undefined {
  const { claim, request } = facts;
  const source = planSource(facts);
  if (claim?.metadata.uid === undefined || source === undefined) return undefined;
  const id = moveId(claim.metadata.uid);
  const attempt = Math.max(0, ...facts.attempts) + 1;
  const target = planTarget(facts, { id, attempt });
  if (target === undefined) return undefined;
  return {
    id,
    attempt,
    request,
    source,
    target,
    workspace: workspaceName(id, attempt),
    providers: [...new Set([source, target].flatMap((home) => (home.kind === 'remote' ? [home.provider] : [])))],
    volume: virtualVolumeName(id, attempt, 'forward'),
    capacityBytes: Number(quantityBytes(parseQuantity(storageRequest(claim)))),
  };
}

/** A home in words: node or provider. */
export function formatHome(home: Home): string {
  return home.kind === 'local' ? (home.node ?? 'this cluster') : home.node;
}

function planSource(facts: Facts): Home | undefined {
  const { claim, volume, local, providers } = facts;
  const side = volume === undefined ? undefined : parseVolumeSide(volume);
  if (side === undefined) return undefined;
  if (side.side === 'remote') {
    const provider = providers.get(side.provider);
    return provider?.claim === undefined ? undefined : remoteHome(facts, side.provider, provider.claim.metadata.uid);
  }
  if (claim?.metadata.uid === undefined || local?.claim?.metadata.uid === undefined || local.volume === undefined) return undefined;
  const node = nodeOf(local.volume);
  const { name, uid = '' } = local.volume.metadata;
  const policy = local.volume.spec?.persistentVolumeReclaimPolicy === 'Delete' ? 'Delete' : 'Retain';
  return {
    kind: 'local',
    namespace: local.namespace,
    claim: claim.metadata.uid,
    claimUid: local.claim.metadata.uid,
    volume: { name, uid, policy },
    ...(node === undefined ? {} : { node }),
  };
}

function planTarget(facts: Facts, { id, attempt }: { id: string; attempt: number }): Home | undefined {
  const { node, local } = facts;
  if (node === undefined) return undefined;
  const provider = isVirtualNode(node) ? providerOfNode(node) : undefined;
  if (provider !== undefined) return remoteHome(facts, provider);
  if (local === undefined) return undefined;
  return {
    kind: 'local',
    node: node.metadata.name,
    namespace: local.namespace,
    claim: stagedClaimName(id, attempt),
    ...(local.storageClass === undefined ? {} : { storageClass: local.storageClass }),
  };
}

function remoteHome(facts: Facts, provider: string, claimUid?: string): Home | undefined {
  const { request, node, providers, clusterId } = facts;
  const there = providers.get(provider);
  const [virtualNode] = there?.virtualNodes ?? [];
  const isTarget = node !== undefined && providerOfNode(node) === provider;
  const name = isTarget ? node.metadata.name : virtualNode?.metadata.name;
  if (there?.namespace === undefined || name === undefined || clusterId === undefined) return undefined;
  const storageClass = claimUid === undefined ? remoteClass(facts, provider) : undefined;
  return {
    kind: 'remote',
    provider,
    node: name,
    namespace: there.namespace,
    claim: request.claim,
    reflection: { origin: clusterId, destination: provider },
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(claimUid === undefined ? {} : { claimUid }),
  };
}

/** In the virtual kubelet's order: the claim's annotation, the provider's default class, its first one by name; else the provider decides. */
function remoteClass({ request, claim, providers }: Facts, provider: string): string | undefined {
  const offered = providers.get(provider)?.virtualNodes.flatMap(({ spec }) => spec.storageClasses ?? []) ?? [];
  const names = offered.map(({ storageClassName }) => storageClassName).toSorted((a, b) => (a < b ? -1 : 1));
  return (
    request.targetClass ??
    claim?.metadata.annotations?.[liqoNames.remoteStorageClass] ??
    offered.find((entry) => entry.default === true)?.storageClassName ??
    names[0]
  );
}

function nodeOf(volume: NonNullable<NonNullable<Facts['local']>['volume']>): string | undefined {
  const hostname = affinityRequirements(volume.spec?.nodeAffinity).find(({ key }) => key === 'kubernetes.io/hostname');
  return hostname?.values?.[0];
}
