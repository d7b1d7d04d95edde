import { type Claim, kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { patchObject, patchStatus } from '../objects.ts';
import { volumeNames } from '../volume-names.ts';
import { isMeantFor } from './matching.ts';

/** Makes volume and claim name each other, volume first; safe to repeat at any point. */
export async function ensureBound(port: KubePort, volume: Volume, claim: Claim): Promise<void> {
  const ours = await ensureVolumeNames(port, volume, claim);
  await ensureVolumePhase(port, ours, 'Bound');
  const bound = await ensureClaimNames(port, claim, ours);
  await ensureClaimStatus(port, bound, ours);
}

/** Writes the claim with its uid into the volume: the scheduler reserves a static volume in this way, too. */
export async function ensureVolumeNames(port: KubePort, volume: Volume, claim: Claim): Promise<Volume> {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  if (volume.spec?.claimRef?.uid === uid && isMeantFor(volume, claim)) return volume;
  const annotations = isMeantFor(volume, claim) ? {} : { [volumeNames.boundByController]: 'yes' };
  const claimRef = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
  return patchObject(port, kinds.volume, volume, { metadata: { annotations }, spec: { claimRef } });
}

export async function ensureVolumePhase(port: KubePort, volume: Volume, phase: string, message?: string): Promise<Volume> {
  if (volume.status?.phase === phase) return volume;
  return patchStatus(port, kinds.volume, volume, { phase, message: message ?? null });
}

async function ensureClaimNames(port: KubePort, claim: Claim, volume: Volume): Promise<Claim> {
  const named = claim.spec?.volumeName === volume.metadata.name;
  if (named && claim.metadata.annotations?.[volumeNames.bindCompleted] !== undefined) return claim;
  const byUs = named ? {} : { [volumeNames.boundByController]: 'yes' };
  const annotations = { [volumeNames.bindCompleted]: 'yes', ...byUs };
  return patchObject(port, kinds.claim, claim, { metadata: { annotations }, spec: { volumeName: volume.metadata.name } });
}

async function ensureClaimStatus(port: KubePort, claim: Claim, volume: Volume): Promise<void> {
  const accessModes = volume.spec?.accessModes ?? [];
  const first = claim.status?.phase !== 'Bound';
  const same = JSON.stringify(claim.status?.accessModes ?? []) === JSON.stringify(accessModes);
  if (!first && same) return;
  await patchStatus(port, kinds.claim, claim, { phase: 'Bound', accessModes, ...(first ? firstStatusOf(volume) : {}) });
}

/** Said once, when the claim becomes Bound: from then on size and attributes class are the resizer's. */
function firstStatusOf({ spec, metadata }: Volume): object {
  // The file system of a volume that grew before it was mounted has its old size.
  const before = metadata.annotations?.[volumeNames.preResizeCapacity];
  const capacity = before === undefined ? (spec?.capacity ?? {}) : { storage: before };
  const attributes = spec?.volumeAttributesClassName;
  return attributes === undefined ? { capacity } : { capacity, currentVolumeAttributesClassName: attributes };
}

/** Gives a volume back. One that a user reserved stays reserved for the name, without a uid. */
export async function removeBinding(port: KubePort, volume: Volume): Promise<Volume> {
  const byUs = volume.metadata.annotations?.[volumeNames.boundByController] !== undefined;
  const patch = byUs
    ? { metadata: { annotations: { [volumeNames.boundByController]: null } }, spec: { claimRef: null } }
    : { spec: { claimRef: { uid: null } } };
  return ensureVolumePhase(port, await patchObject(port, kinds.volume, volume, patch), 'Available');
}
