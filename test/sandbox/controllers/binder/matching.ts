import type { Claim, Node, Volume } from '../../../../src/kube/objects/kinds.ts';
import { type LabelSelector, matchesSelector } from '../../api/selectors.ts';
import { classOf } from '../../api/storage-class.ts';
import { matchesNodeTerms } from '../node-terms.ts';
import { isTerminating } from '../objects.ts';
import { capacityOf, modeOf, requestOf } from '../volume-traits.ts';

/** Whether the volume's claimRef means this claim: by namespace and name, and by uid where it has one. */
export function isMeantFor(volume: Volume, claim: Claim): boolean {
  const reference = volume.spec?.claimRef;
  if (reference === undefined) return false;
  const { namespace, name, uid } = claim.metadata;
  if (reference.namespace !== namespace || reference.name !== name) return false;
  return (reference.uid ?? '') === '' || reference.uid === uid;
}

/** Why the volume cannot serve the claim, or undefined if it can (checkVolumeSatisfyClaim). */
export function explainMismatch(volume: Volume, claim: Claim): string | undefined {
  if (isTerminating(volume)) return `the volume is marked for deletion "${volume.metadata.name}"`;
  if (capacityOf(volume) < requestOf(claim)) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (attributesOf(volume) !== attributesOf(claim)) return 'volumeAttributesClassName does not match';
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode';
  if (!offersModes(volume, claim)) return 'incompatible accessMode';
  return undefined;
}

export interface Search {
  /** Only the scheduler binds such a claim to a volume that nobody reserved for it. */
  readonly deferred: boolean;
  /** Where the volume must be usable; absent: anywhere. */
  readonly node?: Node;
}

/**
 * The volume that Kubernetes would bind the claim to: one reserved for it if there is any, else the smallest that fits and is
 * Available (FindMatchingVolume in component-helpers). A reservation counts whatever the volume's class is.
 */
export function findVolumeFor(claim: Claim, volumes: readonly Volume[], search: Search): Volume | undefined {
  const fitting = volumes.filter((volume) => isCandidate(volume, claim));
  const reserved = fitting.find((volume) => isMeantFor(volume, claim));
  if (reserved !== undefined) return usableOn(reserved, search.node) ? reserved : undefined;
  if (search.deferred && search.node === undefined) return undefined;
  return fitting
    .filter((volume) => volume.spec?.claimRef === undefined && volume.status?.phase === 'Available')
    .filter((volume) => classOf(volume) === classOf(claim) && selects(claim, volume) && usableOn(volume, search.node))
    .toSorted((left, right) => capacityOf(left) - capacityOf(right))[0];
}

function isCandidate(volume: Volume, claim: Claim): boolean {
  if (isTerminating(volume) || capacityOf(volume) < requestOf(claim)) return false;
  return attributesOf(volume) === attributesOf(claim) && modeOf(volume) === modeOf(claim) && offersModes(volume, claim);
}

/** Whether the volume's node affinity takes the node; without a node the question does not arise. */
export function usableOn(volume: Volume, node: Node | undefined): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return node === undefined || required === undefined || matchesNodeTerms(required.nodeSelectorTerms, node);
}

function selects(claim: Claim, volume: Volume): boolean {
  const selector = claim.spec?.selector as LabelSelector | undefined;
  return selector === undefined || matchesSelector(selector, volume.metadata.labels);
}

function offersModes(volume: Volume, claim: Claim): boolean {
  const offered = volume.spec?.accessModes ?? [];
  return (claim.spec?.accessModes ?? []).every((mode) => offered.includes(mode));
}

function attributesOf({ spec }: Claim | Volume): string {
  return spec?.volumeAttributesClassName ?? '';
}
