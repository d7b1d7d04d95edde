import { access, chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { affinityAllows } from '../../../src/kube/objects/node-affinity.ts';
import { type Claim, kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import { type PodVolume, uidOf } from './pod-types.ts';
import { writeProjection } from './projection.ts';
import { type MountedVolume, type VolumeContext, VolumeError } from './volume-context.ts';

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

async function claimFolder(context: VolumeContext, name: string, owner?: string): Promise<string> {
  const claim = await readClaim(context, name, owner);
  const volumeName = claim.spec?.volumeName ?? '';
  const volume = await context.port.find(kinds.volume, { name: volumeName });
  if (volume === undefined) throw new VolumeError(`persistentvolume "${volumeName}" not found`);
  if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
    throw new VolumeError(`PV ${volumeName} is not bound to PVC ${claim.metadata.namespace}/${name} with uid ${claim.metadata.uid}`);
  }
  if (!affinityAllows(volume.spec?.nodeAffinity, context.node)) {
    throw new VolumeError(`MountVolume.NodeAffinity check failed for volume "${volumeName}" : no matching NodeSelectorTerms`);
  }
  return await volumeFolder(volume);
}

async function readClaim({ port, pod }: VolumeContext, name: string, owner: string | undefined): Promise<Claim> {
  const namespace = pod.metadata.namespace ?? '';
  const failed = (why: string) => new VolumeError(`error processing PVC ${namespace}/${name}: ${why}`);
  const claim = await port.find(kinds.claim, { name, namespace });
  if (claim === undefined) throw failed(`persistentvolumeclaim "${name}" not found`);
  if (owner !== undefined && !isOwnedBy(claim, owner)) {
    throw failed(`PVC was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`);
  }
  if (claim.metadata.deletionTimestamp !== undefined) throw failed("can't start pod because PVC is being deleted");
  if (claim.status?.phase !== 'Bound' || claim.spec?.volumeName === undefined) throw failed('PVC is not bound');
  return claim;
}

function isOwnedBy({ metadata }: Claim, owner: string): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uid === owner) === true;
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
