import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { ownAnnotations } from '../held/guarded-writes.ts';
import type { LocalHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { removeOnce, waitUntil, waitUntilRemoved } from '../held/waits.ts';
import { pointVolumeAt } from '../../volumes/point-volume.ts';
import { findRealClaim, isBoundTo, readRealVolume } from './real-objects.ts';

/**
 * Binds a held real volume (policy Retain) to a new real claim of the given name: the old claim goes, the volume is
 * reserved anew, and the new claim names it. Safe to repeat from any point, also while pods use the volume.
 */
export async function bindRealVolume(
  move: Move,
  home: LocalHome,
  { name, labels }: { name: string; labels: Record<string, string> },
): Promise<Claim> {
  const key = { name, namespace: home.namespace };
  await removeOldClaim(move, home);
  const standing = await move.consumer.find(kinds.claim, key);
  const volume = await readRealVolume(move, home);
  if (standing === undefined) {
    await pointVolumeAt(move.consumer, volume, key);
    await waitUntil(move, move.consumer, {
      kind: kinds.volume,
      key: { name: volume.metadata.name },
      until: isAvailable,
      for: `volume ${volume.metadata.name} to become Available`,
    });
    await move.consumer.create(kinds.claim, renderRealClaim(move, volume, { key, labels }));
  }
  const claim = await waitUntil(move, move.consumer, {
    kind: kinds.claim,
    key,
    until: (object) => object?.status?.phase === 'Bound' && object.spec?.volumeName === volume.metadata.name,
    for: `claim ${home.namespace}/${name} to be Bound`,
  });
  await waitUntil(move, move.consumer, {
    kind: kinds.volume,
    key: { name: volume.metadata.name },
    until: (object) => object !== undefined && isBoundTo(object, claim),
    for: `volume ${volume.metadata.name} to be Bound`,
  });
  return claim;
}

async function removeOldClaim(move: Move, home: LocalHome): Promise<void> {
  const old = await findRealClaim(move, home);
  if (old === undefined) return;
  await removeOnce(move, move.consumer, { kind: kinds.claim, object: old });
  await waitUntilRemoved(move, move.consumer, { kind: kinds.claim, object: old });
}

function isAvailable(volume: Volume | undefined): boolean {
  return volume?.status?.phase === 'Available';
}

function renderRealClaim(
  move: Move,
  volume: Volume,
  { key, labels }: { key: { name: string; namespace: string }; labels: Record<string, string> },
): Claim {
  const { metadata, spec } = volume;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...key, labels, annotations: ownAnnotations(move) },
    spec: {
      accessModes: spec?.accessModes ?? [],
      volumeMode: spec?.volumeMode ?? 'Filesystem',
      resources: { requests: { storage: spec?.capacity?.['storage'] ?? '0' } },
      storageClassName: storageClassOf(volume) ?? '',
      volumeName: metadata.name,
    },
  };
}
