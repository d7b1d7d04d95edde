import { failedWith } from '../../../../src/kube/client/errors.ts';
import { type Claim, kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { classOf } from '../../api/storage-class.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { isTerminating, parseKey, patchObject, pathOf, removeObject } from '../objects.ts';
import { volumeNames } from '../volume-names.ts';
import { modeOf, requestOf } from '../volume-traits.ts';
import { checkDataFolder, dataFolderOf, ensureDevice } from './folders.ts';
import { explainRefusal, type Order, provisioner, renderVolume, volumeNameOf } from './volume-manifest.ts';

const claimKey = 'claim:';
const volumeKey = 'volume:';
const pauseAfterFailure = 15_000;

/** Annotation by which tests make a volume that its backend does not give up, and why. */
export const undeletable = 'example.com/undeletable';

/** Makes a folder for each claim of its classes, and deletes it with the volume. */
export const localPathProvisioner: ControllerKind = {
  user: 'system:serviceaccount:kube-system:local-path-provisioner-service-account',
  component: 'rancher.io/local-path_local-path-provisioner',
  start: (context) => ({
    triggers: [
      on(kinds.claim, (claim) => (isAsked(claim) ? [claimKey + pathOf(claim)] : [])),
      on(kinds.volume, (volume) => (isToDelete(volume) ? [volumeKey + volume.metadata.name] : [])),
    ],
    reconcile: (key) =>
      key.startsWith(claimKey) ? provide(context, key.slice(claimKey.length)) : discard(context, key.slice(volumeKey.length)),
  }),
};

function isAsked(claim: Claim): boolean {
  return (claim.spec?.volumeName ?? '') === '' && claim.metadata.annotations?.[volumeNames.storageProvisioner] === provisioner;
}

function isToDelete(volume: Volume): boolean {
  return (
    volume.metadata.annotations?.[volumeNames.provisionedBy] === provisioner &&
    volume.spec?.persistentVolumeReclaimPolicy === 'Delete' &&
    volume.status?.phase === 'Released' &&
    !isTerminating(volume)
  );
}

async function provide(context: Context, path: string): Promise<number | void> {
  const { port, record } = context;
  const claim = await port.find(kinds.claim, parseKey(path));
  if (claim === undefined || !isAsked(claim)) return;
  if ((await port.find(kinds.volume, { name: volumeNameOf(claim) })) !== undefined) return;
  const order = await readOrder(context, claim);
  if (order === undefined) return;
  const message = `External provisioner is provisioning volume for claim "${path}"`;
  await record(claim, { type: 'Normal', reason: 'Provisioning', message });
  const refusal = explainRefusal(order);
  return refusal === undefined ? create(context, order) : fail(context, order, refusal);
}

/** What to make where; undefined while no node is chosen. */
async function readOrder({ port }: Context, claim: Claim): Promise<Order | undefined> {
  const storageClass = await port.find(kinds.storageClass, { name: classOf(claim) });
  const selected = claim.metadata.annotations?.[volumeNames.selectedNode];
  if (storageClass === undefined || selected === undefined) return undefined;
  const node = await port.find(kinds.node, { name: selected });
  if (node !== undefined) return { claim, storageClass, node };
  // A node that is gone: the scheduler has to choose again.
  await patchObject(port, kinds.claim, claim, { metadata: { annotations: { [volumeNames.selectedNode]: null } } });
  return undefined;
}

async function create(context: Context, order: Order): Promise<void> {
  const { port, record, volumesFolder, cluster, folders } = context;
  const volume = volumeNameOf(order.claim);
  const path = dataFolderOf(volumesFolder, { cluster, node: order.node.metadata.name, volume });
  if (modeOf(order.claim) === 'Block') await ensureDevice(path, requestOf(order.claim));
  else await folders.ensure(path);
  try {
    await port.create(kinds.volume, renderVolume(order, path));
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
  }
  await record(order.claim, { type: 'Normal', reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${volume}` });
}

async function fail({ record }: Context, { storageClass, claim }: Order, refusal: string): Promise<number> {
  const message = `failed to provision volume with StorageClass "${storageClass.metadata.name}": ${refusal}`;
  await record(claim, { type: 'Warning', reason: 'ProvisioningFailed', message });
  return pauseAfterFailure;
}

async function discard({ port, volumesFolder, cluster, folders, record }: Context, name: string): Promise<void> {
  const volume = await port.find(kinds.volume, { name });
  if (volume === undefined || !isToDelete(volume)) return;
  try {
    const path = deletablePath(volume);
    checkDataFolder(volumesFolder, cluster, path);
    await folders.remove(path);
  } catch (error) {
    await record(volume, { type: 'Warning', reason: 'VolumeFailedDelete', message: String(error) });
    throw error;
  }
  await removeObject(port, kinds.volume, volume);
}

function deletablePath({ metadata, spec }: Volume): string {
  const trouble = metadata.annotations?.[undeletable];
  if (trouble !== undefined) throw new Error(trouble);
  return spec?.hostPath?.path ?? spec?.local?.path ?? '';
}
