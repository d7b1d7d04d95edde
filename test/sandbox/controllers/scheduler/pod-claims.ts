import type { Claim, Node, Pod, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { classOf } from '../../api/storage-class.ts';
import { findVolumeFor, usableOn } from '../binder/matching.ts';
import { isControlledBy, isTerminating } from '../objects.ts';
import { volumeNames } from '../volume-names.ts';

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
    if (isBound(claim)) bound.push(claim);
    else if (isDeferred(claim, storage)) deferred.push(claim);
    else return { refusal: 'pod has unbound immediate PersistentVolumeClaims' };
  }
  return { bound, deferred };
}

interface NamedClaim {
  readonly name: string;
  /** It belongs to an ephemeral volume of the pod. */
  readonly own: boolean;
}

function claimNamesOf(pod: Pod): NamedClaim[] {
  return (pod.spec?.volumes ?? []).flatMap((volume): NamedClaim[] => {
    if (volume.ephemeral !== undefined) return [{ name: `${pod.metadata.name}-${volume.name}`, own: true }];
    const name = volume.persistentVolumeClaim?.claimName;
    return name === undefined ? [] : [{ name, own: false }];
  });
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

function isBound(claim: Claim): boolean {
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

/** Why the node does not suit the claims, or how the deferred ones are to be served there. */
export function planClaimsOn(node: Node, claims: PodClaims, storage: StorageFacts): { reason: string } | { provisions: Provision[] } {
  for (const claim of claims.bound) {
    const volume = storage.volumes.find(({ metadata }) => metadata.name === claim.spec?.volumeName);
    if (volume === undefined) return { reason: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)' };
    if (!usableOn(volume, node)) return { reason: 'node(s) had volume node affinity conflict' };
  }
  const provisions: Provision[] = [];
  for (const claim of claims.deferred) {
    const provision = planProvision(node, claim, storage);
    if (provision === undefined) return { reason: "node(s) didn't find available persistent volumes to bind" };
    provisions.push(provision);
  }
  return { provisions };
}

function planProvision(node: Node, claim: Claim, { volumes, storageClasses }: StorageFacts): Provision | undefined {
  const selected = claim.metadata.annotations?.[volumeNames.selectedNode];
  if (selected !== undefined) return selected === node.metadata.name ? { claim } : undefined;
  const volume = findVolumeFor(claim, volumes, { deferred: true, node });
  if (volume !== undefined) return { claim, volume };
  const provisioner = findClass(claim, storageClasses)?.provisioner;
  return provisioner === undefined || provisioner === 'kubernetes.io/no-provisioner' ? undefined : { claim };
}
