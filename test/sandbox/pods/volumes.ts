import { access, chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { affinityAllows } from '../../../src/kube/node-affinity.ts';
import { kinds } from '../../../src/kube/kinds.ts';
import type { Volume } from '../../../src/kube/kinds.ts';
import { uidOf } from './pod-types.ts';
import type { PodVolume } from './pod-types.ts';
import { writeProjection } from './projection.ts';
import { VolumeError } from './volume-context.ts';
import type { MountedVolume, VolumeContext } from './volume-context.ts';

/** Makes a volume of a pod available on this node. Safe to repeat; throws {@link VolumeError}. */
export async function ensureVolume(context: VolumeContext, volume: PodVolume): Promise<MountedVolume> {
  if (volume.persistentVolumeClaim !== undefined) {
    const { claimName, readOnly = false } = volume.persistentVolumeClaim;
    return { path: await claimFolder(context, claimName), readOnly };
  }
  if (volume.ephemeral !== undefined) {
    const name = `${context.pod.metadata.name}-${volume.name}`;
    return { path: await claimFolder(context, name, uidOf(context.pod)), readOnly: false };
  }
  if (volume.hostPath !== undefined) return { path: await hostFolder(volume.hostPath.path), readOnly: false };
  const own = join(context.folder, volume.name, 'data');
  await mkdir(own, { recursive: true });
  if (volume.emptyDir !== undefined) {
    await chmod(own, 0o777);
    return { path: own, readOnly: false };
  }
  await writeProjection(context, volume, own);
  return { path: own, readOnly: true };
}

async function claimFolder({ port, pod, node }: VolumeContext, name: string, owner?: string): Promise<string> {
  const namespace = pod.metadata.namespace ?? '';
  const claim = await port.find(kinds.claim, { name, namespace });
  if (claim === undefined) throw new VolumeError(`error processing PVC ${namespace}/${name}: persistentvolumeclaim "${name}" not found`);
  if (owner !== undefined && claim.metadata.ownerReferences?.some(({ uid }) => uid === owner) !== true) {
    throw new VolumeError(`PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`);
  }
  if (claim.metadata.deletionTimestamp !== undefined) {
    throw new VolumeError(`error processing PVC ${namespace}/${name}: can't start pod because PVC is being deleted`);
  }
  const volumeName = claim.spec?.volumeName;
  if (claim.status?.phase !== 'Bound' || volumeName === undefined) {
    throw new VolumeError(`error processing PVC ${namespace}/${name}: PVC is not bound`);
  }
  const volume = await port.find(kinds.volume, { name: volumeName });
  if (volume === undefined) throw new VolumeError(`persistentvolume "${volumeName}" not found`);
  if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
    throw new VolumeError(`PV ${volumeName} is not bound to PVC ${namespace}/${name} with uid ${claim.metadata.uid}`);
  }
  if (!affinityAllows(volume.spec?.nodeAffinity, node)) {
    throw new VolumeError(`MountVolume.NodeAffinity check failed for volume "${volumeName}" : no matching NodeSelectorTerms`);
  }
  return await volumeFolder(volume);
}

async function volumeFolder({ metadata, spec }: Volume): Promise<string> {
  if (spec?.hostPath !== undefined) return await hostFolder(spec.hostPath.path);
  if (spec?.local === undefined) throw new VolumeError(`PV ${metadata.name} has a source that this node cannot mount`);
  const { path } = spec.local;
  await access(path).catch(() => {
    throw new VolumeError(`MountVolume.NewMounter initialization failed for volume "${metadata.name}" : path "${path}" does not exist`);
  });
  return path;
}

async function hostFolder(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) await mkdir(path, { recursive: true });
  return path;
}
