import { access, chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modeOf } from '../controllers/volume-traits.ts';
import { affinityAllows } from '../../../src/kube/objects/node-affinity.ts';
import { type Claim, kinds, type Pod, type Volume } from '../../../src/kube/objects/kinds.ts';
import { finishExpansion } from './node-expansion.ts';
import { type PodVolume, uidOf } from './pod-types.ts';
import { writeProjection } from './projection.ts';
import { type MountedVolume, type VolumeContext, VolumeError } from './volume-context.ts';

/** Makes a volume of a pod available on this node. Safe to repeat; throws {@link VolumeError}. */
export async function ensureVolume(context: VolumeContext, volume: PodVolume): Promise<MountedVolume> {
  if (volume.persistentVolumeClaim !== undefined) {
    const { claimName, readOnly = false } = volume.persistentVolumeClaim;
    return { path: await claimPath(context, { volume: volume.name, claim: claimName }), readOnly };
  }
  if (volume.ephemeral !== undefined) {
    const name = `${context.pod.metadata.name}-${volume.name}`;
    return { path: await claimPath(context, { volume: volume.name, claim: name, owner: uidOf(context.pod) }), readOnly: false };
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

interface Wanted {
  /** As the pod calls it. */
  readonly volume: string;
  readonly claim: string;
  /** Uid of the pod that the claim must belong to. */
  readonly owner?: string;
}

/** Where the bytes are: a folder, or the file that plays a block device. */
async function claimPath(context: VolumeContext, wanted: Wanted): Promise<string> {
  const claim = await readClaim(context, wanted.claim, wanted.owner);
  const name = claim.spec?.volumeName ?? '';
  const volume = await context.port.find(kinds.volume, { name });
  if (volume === undefined) throw new VolumeError(`persistentvolume "${name}" not found`);
  if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
    throw new VolumeError(`PV ${name} is not bound to PVC ${claim.metadata.namespace}/${wanted.claim} with uid ${claim.metadata.uid}`);
  }
  if (!affinityAllows(volume.spec?.nodeAffinity, context.node)) {
    throw new VolumeError(`MountVolume.NodeAffinity check failed for volume "${name}" : no matching NodeSelectorTerms`);
  }
  checkMode(context.pod, wanted.volume, modeOf(claim));
  const path = await volumePath(volume);
  await finishExpansion(context.port, claim, volume);
  return path;
}

/** Devices are for block volumes, mounts for the others. */
function checkMode({ spec }: Pod, name: string, mode: string): void {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const field = mode === 'Block' ? 'volumeMounts' : 'volumeDevices';
  const wrong = containers.some((container) => container[field]?.some((use) => use.name === name) === true);
  if (wrong) throw new VolumeError(`volume ${name} has volumeMode ${mode}, but is specified in ${field}`);
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

async function volumePath({ metadata, spec }: Volume): Promise<string> {
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
