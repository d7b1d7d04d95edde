import type { Claim, Node, Pod, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { classOf } from '../../api/storage-class.ts';
import { findVolumeFor, usableOn } from '../binder/matching.ts';
import { claimNamesOf, type NamedClaim } from '../claim-names.ts';
import { isControlledBy, isTerminating } from '../objects.ts';
import { volumeNames } from '../volume-names.ts';
import { requestOf } from '../volume-traits.ts';

export interface StorageFacts {
  readonly claims: readonly Claim[];
  readonly volumes: readonly Volume[];
  readonly storageClasses: readonly StorageClass[];
}

export interface PodClaims {
  readonly bound: readonly Claim[];
  /** Claims that wait for a node to be chosen. */
  readonly deferred: readonly Claim[];
}

/** The pod's claims by what the scheduler has to do for them, or why no node can help (VolumeBinding's PreFilter). */
export function sortClaims(pod: Pod, storage: StorageFacts): PodClaims | { readonly refusal: string } {
  const bound: Claim[] = [];
  const deferred: Claim[] = [];
  for (const { name, own } of claimNamesOf(pod)) {
    const claim = storage.claims.find(({ metadata }) => metadata.name === name && metadata.namespace === pod.metadata.namespace);
    const refusal = explainRefusal(pod, { name, own }, claim);
    if (claim === undefined || refusal !== undefined) return { refusal: refusal ?? '' };
    if (isFullyBound(claim)) bound.push(claim);
    else if (isDeferred(claim, storage)) deferred.push(claim);
    else return { refusal: 'pod has unbound immediate PersistentVolumeClaims' };
  }
  return { bound, deferred };
}

function explainRefusal(pod: Pod, { name, own }: NamedClaim, claim: Claim | undefined): string | undefined {
  if (claim === undefined) {
    return own
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`;
  }
  if (own && !isControlledBy(claim, pod))
    return `PVC ${pod.metadata.namespace}/${name} was not created for pod ${pod.metadata.name} (pod is not owner)`;
  if (claim.status?.phase === 'Lost') {
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  }
  return isTerminating(claim) ? `persistentvolumeclaim "${name}" is being deleted` : undefined;
}

/** Whether the binder is done with the claim. */
export function isFullyBound(claim: Claim): boolean {
  return (claim.spec?.volumeName ?? '') !== '' && claim.metadata.annotations?.[volumeNames.bindCompleted] !== undefined;
}

/** A claim that names a volume already waits for the binder, whatever its class says. */
function isDeferred(claim: Claim, { storageClasses }: StorageFacts): boolean {
  if ((claim.spec?.volumeName ?? '') !== '') return false;
  return findClass(claim, storageClasses)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function findClass(claim: Claim, storageClasses: readonly StorageClass[]): StorageClass | undefined {
  return storageClasses.find(({ metadata }) => metadata.name === classOf(claim));
}

/** How a deferred claim gets its volume on a node. */
export type Provision = { readonly claim: Claim; readonly volume?: Volume };

const noVolume = "node(s) didn't find available persistent volumes to bind";

/** Why the node does not suit the claims, or how the deferred ones are to be served there (FindPodVolumes). */
export function planClaimsOn(node: Node, claims: PodClaims, storage: StorageFacts): { reasons: string[] } | { provisions: Provision[] } {
  const unusable = explainUnusable(node, claims.bound, storage);
  const provisions = planProvisions(node, claims.deferred, storage);
  const reasons = [...(unusable === undefined ? [] : [unusable]), ...(provisions === undefined ? [noVolume] : [])];
  return provisions === undefined || reasons.length > 0 ? { reasons } : { provisions };
}

function explainUnusable(node: Node, bound: readonly Claim[], { volumes }: StorageFacts): string | undefined {
  for (const claim of bound) {
    const volume = volumes.find(({ metadata }) => metadata.name === claim.spec?.volumeName);
    if (volume === undefined) return 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
    if (!usableOn(volume, node)) return "node(s) didn't match PersistentVolume's node affinity";
  }
  return undefined;
}

/** Small claims choose first, and no volume is chosen twice. */
function planProvisions(node: Node, deferred: readonly Claim[], storage: StorageFacts): Provision[] | undefined {
  const provisions: Provision[] = [];
  for (const claim of deferred.toSorted((left, right) => requestOf(left) - requestOf(right))) {
    const taken = new Set(provisions.map(({ volume }) => volume));
    const provision = planProvision(node, claim, { ...storage, volumes: storage.volumes.filter((volume) => !taken.has(volume)) });
    if (provision === undefined) return undefined;
    provisions.push(provision);
  }
  return provisions;
}

function planProvision(node: Node, claim: Claim, { volumes, storageClasses }: StorageFacts): Provision | undefined {
  const selected = claim.metadata.annotations?.[volumeNames.selectedNode];
  if (selected !== undefined && selected !== node.metadata.name) return undefined;
  const volume = selected === undefined ? findVolumeFor(claim, volumes, { deferred: true, node }) : undefined;
  if (volume !== undefined) return { claim, volume };
  const storageClass = findClass(claim, storageClasses);
  if (storageClass === undefined || storageClass.provisioner === 'kubernetes.io/no-provisioner') return undefined;
  return isAllowed(storageClass, node) ? { claim } : undefined;
}

/** Whether the class provisions on the node; without topologies it does everywhere (MatchTopologySelectorTerms). */
function isAllowed({ allowedTopologies = [] }: StorageClass, { metadata: { labels = {} } }: Node): boolean {
  const matches = ({ key, values }: { key: string; values: string[] }) => values.includes(labels[key] ?? '');
  return allowedTopologies.length === 0 || allowedTopologies.some(({ matchLabelExpressions = [] }) => matchLabelExpressions.every(matches));
}
