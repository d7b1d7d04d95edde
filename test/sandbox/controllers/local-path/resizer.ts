import { type Claim, kinds, type StorageClass, type Volume } from '../../../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../../../src/kube/client/port.ts';
import { classOf } from '../../api/storage-class.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { isToGrow } from '../expansion/expand-controller.ts';
import { renderExpanded, renderInfeasible, renderInProgress, renderPendingOnNode } from '../expansion/resize-status.ts';
import { parseKey, patchObject, patchStatus, pathOf } from '../objects.ts';
import { amountOf } from '../quantities.ts';
import { volumeNames } from '../volume-names.ts';
import { capacityOf, modeOf, sizeOf } from '../volume-traits.ts';
import { ensureDevice } from './folders.ts';
import { provisioner } from './volume-manifest.ts';

/**
 * Expands volumes of classes with the parameter `expansion`, as external-resizer does for a driver: `at-once`, or `at-mount` where the file
 * system grows when a pod mounts it. With `expansionFails` it cannot, for that reason. The real local path provisioner has no resizer.
 */
export const localPathResizer: ControllerKind = {
  user: 'system:serviceaccount:kube-system:local-path-provisioner-service-account',
  component: `external-resizer ${provisioner}`,
  start: (context) => ({
    triggers: [on(kinds.claim, (claim) => (claim.status?.phase === 'Bound' ? [pathOf(claim)] : []))],
    reconcile: (path) => reconcile(context, path),
  }),
};

interface Growth {
  readonly claim: Claim;
  readonly volume: Volume;
  readonly storageClass: StorageClass;
  /** As the claim writes it. */
  readonly size: string;
}

async function reconcile(context: Context, path: string): Promise<void> {
  const growth = await readGrowth(context.port, parseKey(path));
  if (growth === undefined) return;
  const { claim } = growth;
  if (!isToGrow(claim)) return forgetOldSize(context, growth);
  if (!isSettled(growth)) await expand(context, growth);
}

/** What the claim asks for, if it is of a class and a volume that we expand. */
async function readGrowth(port: KubePort, key: Key): Promise<Growth | undefined> {
  const claim = await port.find(kinds.claim, key);
  if (claim === undefined) return undefined;
  const storageClass = await port.find(kinds.storageClass, { name: classOf(claim) });
  const volume = await port.find(kinds.volume, { name: claim.spec?.volumeName ?? '' });
  if (storageClass === undefined || volume === undefined || !isOurs(volume, claim)) return undefined;
  return storageClass.parameters?.['expansion'] === undefined ? undefined : { claim, volume, storageClass, size: askedBy(claim) };
}

function askedBy({ spec }: Claim): string {
  return spec?.resources?.requests?.['storage'] ?? '0';
}

function isOurs({ metadata, spec }: Volume, claim: Claim): boolean {
  return metadata.annotations?.[volumeNames.provisionedBy] === provisioner && spec?.claimRef?.uid === claim.metadata.uid;
}

/** Whether the node has to go on, or the claim was told that this size cannot be had. */
function isSettled({ claim: { status }, size }: Growth): boolean {
  const step = status?.allocatedResourceStatuses?.['storage'];
  if (step === 'NodeResizePending' || step === 'NodeResizeInProgress') return true;
  return step === 'ControllerResizeInfeasible' && status?.allocatedResources?.['storage'] === size;
}

async function expand(context: Context, growth: Growth): Promise<void> {
  const { port, record, clock } = context;
  const { volume, size } = growth;
  const now = clock.now().toISOString();
  const claim = await patchStatus(port, kinds.claim, growth.claim, renderInProgress(growth.claim, size, now));
  await record(claim, { type: 'Normal', reason: 'Resizing', message: `External resizer is resizing volume ${volume.metadata.name}` });
  const trouble = growth.storageClass.parameters?.['expansionFails'];
  if (trouble !== undefined) {
    await patchStatus(port, kinds.claim, claim, renderInfeasible(claim, trouble, now));
    const message = `resize volume "${volume.metadata.name}" by resizer "${provisioner}" failed: ${trouble}`;
    return record(claim, { type: 'Warning', reason: 'VolumeResizeFailed', message });
  }
  await growVolume(context, { ...growth, claim });
  if (waitsForMount(growth)) {
    await patchStatus(port, kinds.claim, claim, renderPendingOnNode(claim, now));
    return record(claim, { type: 'Normal', reason: 'FileSystemResizeRequired', message: 'Require file system resize of volume on node' });
  }
  await patchStatus(port, kinds.claim, claim, renderExpanded(claim, size));
  await record(claim, { type: 'Normal', reason: 'VolumeResizeSuccessful', message: 'Resize volume succeeded' });
}

function waitsForMount({ storageClass, volume }: Growth): boolean {
  return storageClass.parameters?.['expansion'] === 'at-mount' && modeOf(volume) === 'Filesystem';
}

async function growVolume({ port }: Context, growth: Growth): Promise<void> {
  const { volume, size } = growth;
  if (capacityOf(volume) >= amountOf(size)) return;
  if (modeOf(volume) === 'Block') await ensureDevice(volume.spec?.local?.path ?? '', amountOf(size));
  const annotations = waitsForMount(growth) ? rememberOldSize(growth) : {};
  await patchObject(port, kinds.volume, volume, { metadata: { annotations }, spec: { capacity: { storage: size } } });
}

/** The first size counts until the file system has grown, whatever comes in between. */
function rememberOldSize({ claim, volume }: Growth): object {
  const known = volume.metadata.annotations?.[volumeNames.preResizeCapacity];
  return { [volumeNames.preResizeCapacity]: known ?? claim.status?.capacity?.['storage'] };
}

async function forgetOldSize({ port }: Context, { claim, volume }: Growth): Promise<void> {
  const known = volume.metadata.annotations?.[volumeNames.preResizeCapacity];
  if (known === undefined || sizeOf(claim) < capacityOf(volume)) return;
  await patchObject(port, kinds.volume, volume, { metadata: { annotations: { [volumeNames.preResizeCapacity]: null } } });
}
