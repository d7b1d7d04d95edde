import type { Node, Volume } from '../../kube/objects/kinds.ts';
import { affinityRequirements } from '../../kube/objects/node-affinity.ts';
import { isVirtualNode, providerOfNode } from '../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { remoteClass } from '../../volumes/storage-class.ts';
import type { Facts } from './facts/facts.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { isOwnProvisioner } from '../../volumes/virtual-class.ts';
import type { Home, RemoteHome } from '../../volumes/home.ts';
import { stagedClaimName } from '../model/names.ts';

/** Where the data is; undefined where facts for it are missing. */
export function planSource(facts: Facts): Home | undefined {
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

/** Where the data shall be; undefined where facts for it are missing. */
export function planTarget(facts: Facts, { id, attempt }: { id: string; attempt: number }): Home | undefined {
  const { node, local } = facts;
  const provider = node && providerBehind(node);
  if (provider !== undefined) return planRemoteTarget(facts, provider);
  if (node === undefined || local === undefined) return undefined;
  return {
    kind: 'local',
    node: node.metadata.name,
    namespace: local.namespace,
    claim: stagedClaimName(id, attempt),
    ...(local.storageClass === undefined ? {} : { storageClass: local.storageClass }),
    ...(local.derivedClass === undefined ? {} : { derivedClass: true }),
  };
}

function planRemoteTarget(facts: Facts, provider: string): Home | undefined {
  const offered = facts.providers.get(provider)?.virtualNodes.flatMap(({ spec }) => spec.storageClasses ?? []) ?? [];
  const storageClass = remoteClass(facts.request.targetClass, facts.claim, offered);
  const home = planRemote(facts, provider);
  return home && { ...home, ...(storageClass === undefined ? {} : { storageClass }) };
}

function planRemote({ request, node, providers, clusterId, provisioner }: Facts, provider: string): RemoteHome | undefined {
  const there = providers.get(provider);
  const through = node !== undefined && providerBehind(node) === provider ? node : there?.virtualNodes[0];
  if (there?.namespace === undefined || through === undefined || clusterId === undefined) return undefined;
  return {
    kind: 'remote',
    provider,
    node: through.metadata.name,
    namespace: there.namespace,
    claim: request.claim,
    // The kubelet leaves claims of our own class alone.
    ...(isOwnProvisioner(provisioner) ? {} : { reflection: { origin: clusterId, destination: provider } }),
  };
}

/** The provider whose virtual node that is. */
export function providerBehind(node: Node): string | undefined {
  return isVirtualNode(node) ? providerOfNode(node) : undefined;
}

function nodeOf({ spec }: Volume): string | undefined {
  const hostname = affinityRequirements(spec?.nodeAffinity).find(({ key }) => key === 'kubernetes.io/hostname');
  return hostname?.values?.[0];
}
