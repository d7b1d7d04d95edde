import { kinds, type Volume } from '../kube/objects/kinds.ts';
import type { KubePort } from '../kube/client/port.ts';

/** Reserves a volume for the next claim of that name, and resolves with it. `claimRef` is replaced whole: a merge would leave the uid of an old claim in it. */
export async function pointVolumeAt(port: KubePort, volume: Volume, key: { name: string; namespace: string }): Promise<Volume> {
  const { metadata, spec } = volume;
  if (spec?.claimRef?.name === key.name && spec.claimRef.uid === undefined) return volume;
  return port.jsonPatch(kinds.volume, { name: metadata.name }, [
    // A failed `test` would read as an invalid request; an old version is a conflict, which is tried again.
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    { op: 'replace', path: '/spec/claimRef', value: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...key } },
  ]);
}
