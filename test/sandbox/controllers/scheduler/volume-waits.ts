import type { Claim, Node, Pod, Volume } from '../../../../src/kube/objects/kinds.ts';
import { usableOn } from '../binder/matching.ts';
import { volumeNames } from '../volume-names.ts';
import type { ClusterFacts } from './placement.ts';
import { isFullyBound, type Provision } from './pod-claims.ts';

/** A pod whose node is chosen, while its volumes are bound or made there. */
export interface VolumeWait {
  readonly node: string;
  readonly provisions: readonly Provision[];
}

export type Outlook = 'waits' | 'ready' | { readonly failure: string };

/** How the wait stands; failures in the words of the real scheduler's volume binder (checkBindings). */
export function judgeWait(pod: Pod, wait: VolumeWait, facts: ClusterFacts): Outlook {
  const node = facts.nodes.find(({ metadata }) => metadata.name === wait.node);
  if (node === undefined) return { failure: `failed to get node "${wait.node}": node "${wait.node}" not found` };
  const outlooks = wait.provisions.map((provision) => judgeProvision(pod, { provision, node }, facts));
  return outlooks.find((outlook) => typeof outlook === 'object') ?? (outlooks.includes('waits') ? 'waits' : 'ready');
}

function judgeProvision(pod: Pod, { provision, node }: { provision: Provision; node: Node }, facts: ClusterFacts): Outlook {
  const { name } = provision.claim.metadata;
  const { namespace } = pod.metadata;
  const claim = facts.claims.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  if (claim === undefined) {
    return { failure: `failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${namespace}/${name}"` };
  }
  const volumeName = provision.volume?.metadata.name ?? claim.spec?.volumeName;
  const volume = facts.volumes.find(({ metadata }) => metadata.name === volumeName);
  const failure =
    (provision.volume === undefined ? explainGivenBack(claim, node) : explainReset(provision.volume, volume)) ?? explainPlace(volume, node);
  if (failure !== undefined) return { failure };
  return isFullyBound(claim) ? 'ready' : 'waits';
}

/** A provisioner that cannot serve the node takes the annotation off. */
function explainGivenBack({ metadata }: Claim, node: Node): string | undefined {
  const selected = metadata.annotations?.[volumeNames.selectedNode];
  return selected === node.metadata.name ? undefined : `provisioning failed for PVC "${metadata.name}"`;
}

function explainReset({ metadata }: Volume, now: Volume | undefined): string | undefined {
  return now?.spec?.claimRef?.uid ? undefined : `ClaimRef got reset for pv "${metadata.name}"`;
}

function explainPlace(volume: Volume | undefined, node: Node): string | undefined {
  if (volume === undefined || usableOn(volume, node)) return undefined;
  return `pv "${volume.metadata.name}" node affinity doesn't match node "${node.metadata.name}": no matching NodeSelectorTerms`;
}
