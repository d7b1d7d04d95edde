import type { Claim, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { classOf } from '../../api/storage-class.ts';
import type { Report } from '../../../../src/kube/controller/event-recorder.ts';
import { volumeNames } from '../volume-names.ts';
import { explainMismatch, findVolumeFor, isMeantFor } from './matching.ts';

export type ClaimDecision =
  | { readonly do: 'bind'; readonly volume: Volume }
  | { readonly do: 'provision'; readonly provisioner: string }
  | { readonly do: 'wait'; readonly report?: Report }
  | { readonly do: 'lose'; readonly report: Report };

export interface ClaimFacts {
  readonly claim: Claim;
  readonly volumes: readonly Volume[];
  /** The claim's class, if it exists. */
  readonly storageClass: StorageClass | undefined;
  /** Names of the pods that mount the claim and have no node yet. */
  readonly unscheduled: readonly string[];
}

/** What becomes of a claim (syncClaim of the persistent volume controller). */
export function decideClaim(facts: ClaimFacts): ClaimDecision {
  const { claim, volumes } = facts;
  if (claim.metadata.annotations?.[volumeNames.bindCompleted] !== undefined) return decideBound(claim, volumes);
  const named = claim.spec?.volumeName ?? '';
  if (named === '') return decideUnbound(facts);
  const volume = volumes.find((one) => one.metadata.name === named);
  return volume === undefined ? { do: 'wait' } : decideNamed(claim, volume);
}

function decideBound(claim: Claim, volumes: readonly Volume[]): ClaimDecision {
  const named = claim.spec?.volumeName ?? '';
  if (named === '') return lost('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  const volume = volumes.find((one) => one.metadata.name === named);
  if (volume === undefined) return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const reference = volume.spec?.claimRef;
  if (reference === undefined || reference.uid === claim.metadata.uid) return { do: 'bind', volume };
  return lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

function lost(reason: string, message: string): ClaimDecision {
  return { do: 'lose', report: { type: 'Warning', reason, message } };
}

function decideNamed(claim: Claim, volume: Volume): ClaimDecision {
  if (isMeantFor(volume, claim)) return { do: 'bind', volume };
  const name = volume.metadata.name;
  if (volume.spec?.claimRef !== undefined) return warn('FailedBinding', `volume "${name}" already bound to a different claim.`);
  const mismatch = explainMismatch(volume, claim);
  if (mismatch === undefined) return { do: 'bind', volume };
  return warn('VolumeMismatch', `Cannot bind to requested volume "${name}": ${mismatch}`);
}

function warn(reason: string, message: string): ClaimDecision {
  return { do: 'wait', report: { type: 'Warning', reason, message } };
}

function decideUnbound({ claim, volumes, storageClass, unscheduled }: ClaimFacts): ClaimDecision {
  const selected = claim.metadata.annotations?.[volumeNames.selectedNode] !== undefined;
  const deferred = storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !selected;
  const volume = findVolumeFor(claim, volumes, { deferred });
  if (volume !== undefined) return { do: 'bind', volume };
  if (deferred) return waitForPods(unscheduled);
  if (classOf(claim) === '') return tell('FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
  if (storageClass === undefined) return warn('ProvisioningFailed', `storageclass.storage.k8s.io "${classOf(claim)}" not found`);
  if (storageClass.provisioner === 'kubernetes.io/no-provisioner') {
    return warn('ProvisioningFailed', 'no volume plugin matched name: kubernetes.io/no-provisioner');
  }
  return { do: 'provision', provisioner: storageClass.provisioner };
}

function waitForPods(names: readonly string[]): ClaimDecision {
  if (names.length === 0) return tell('WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  return tell('WaitForPodScheduled', `waiting for pod${names.length > 1 ? 's' : ''} ${names.join(',')} to be scheduled`);
}

function tell(reason: string, message: string): ClaimDecision {
  return { do: 'wait', report: { type: 'Normal', reason, message } };
}
