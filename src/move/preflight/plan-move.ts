import type { Plan } from '../model/plan.ts';
import { parseQuantity, quantityBytes } from '../../base/quantity.ts';
import type { Node, Volume } from '../../kube/kinds.ts';
import { affinityAllows, affinityRequirements } from '../../kube/node-affinity.ts';
import { formatRights, uncarriedWith } from '../../restic/mover-rights.ts';
import { unseenWith } from '../../restic/uncarried.ts';
import { liqoNames } from '../../liqo/names.ts';
import { isVirtualNode, providerOfNode } from '../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { storageRequest } from '../claim/claim-copy.ts';
import type { Facts } from './facts/facts.ts';
import { uidOf } from '../held/guarded-writes.ts';
import type { Home, RemoteHome } from '../model/home.ts';
import { moveId, stagedClaimName, virtualVolumeName, workspaceName } from '../model/names.ts';
import { rightsOf } from '../model/request.ts';

/** Where the data is already where it shall go, in words; undefined where there is something to move. */
export function planNothing({ volume, node, local }: Facts): string | undefined {
  const side = volume && parseVolumeSide(volume);
  if (node === undefined || side === undefined) return undefined;
  const { name } = node.metadata;
  if (side.side === 'remote') {
    return providerBehind(node) === side.provider ? `the data is in ${side.provider} already, behind node ${name}` : undefined;
  }
  const reached = !isVirtualNode(node) && isReachable(local?.volume, node);
  return reached ? `the data can be reached from node ${name} already` : undefined;
}

function isReachable(real: Volume | undefined, node: Node): boolean {
  return real !== undefined && affinityAllows(real.spec?.nodeAffinity, node);
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
    movers: formatRights(rightsOf(request)),
    notCarried: [...unseenWith(request.verify), ...uncarriedWith(rightsOf(request))],
  };
}

function planSource(facts: Facts): Home | undefined {
  const side = facts.volume && parseVolumeSide(facts.volume);
  if (side === undefined) return undefined;
  return side.side === 'remote' ? planRemoteSource(facts, side.provider) : planLocalSource(facts);
}

function planRemoteSource(facts: Facts, provider: string): Home | undefined {
  const home = planRemote(facts, provider);
  const claimUid = facts.providers.get(provider)?.claim?.metadata.uid;
  return home === undefined || claimUid === undefined ? undefined : { ...home, claimUid };
}

function planLocalSource({ claim, local }: Facts): Home | undefined {
  if (claim === undefined || local?.claim === undefined || local.volume === undefined) return undefined;
  const node = nodeOf(local.volume);
  return {
    kind: 'local',
    namespace: local.namespace,
    claim: uidOf(claim),
    claimUid: uidOf(local.claim),
    volume: {
      name: local.volume.metadata.name,
      uid: uidOf(local.volume),
      policy: local.volume.spec?.persistentVolumeReclaimPolicy === 'Delete' ? 'Delete' : 'Retain',
    },
    ...(node === undefined ? {} : { node }),
  };
}

function planTarget(facts: Facts, { id, attempt }: { id: string; attempt: number }): Home | undefined {
  const { node, local } = facts;
  const provider = node && providerBehind(node);
  if (provider !== undefined) {
    const storageClass = remoteClass(facts, provider);
    const home = planRemote(facts, provider);
    return home && { ...home, ...(storageClass === undefined ? {} : { storageClass }) };
  }
  if (node === undefined || local === undefined) return undefined;
  return {
    kind: 'local',
    node: node.metadata.name,
    namespace: local.namespace,
    claim: stagedClaimName(id, attempt),
    ...(local.storageClass === undefined ? {} : { storageClass: local.storageClass }),
  };
}

function planRemote({ request, node, providers, clusterId }: Facts, provider: string): RemoteHome | undefined {
  const there = providers.get(provider);
  const through = node !== undefined && providerBehind(node) === provider ? node : there?.virtualNodes[0];
  if (there?.namespace === undefined || through === undefined || clusterId === undefined) return undefined;
  return {
    kind: 'remote',
    provider,
    node: through.metadata.name,
    namespace: there.namespace,
    claim: request.claim,
    reflection: { origin: clusterId, destination: provider },
  };
}

function providerBehind(node: Node): string | undefined {
  return isVirtualNode(node) ? providerOfNode(node) : undefined;
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

function nodeOf({ spec }: Volume): string | undefined {
  const hostname = affinityRequirements(spec?.nodeAffinity).find(({ key }) => key === 'kubernetes.io/hostname');
  return hostname?.values?.[0];
}
