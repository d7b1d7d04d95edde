import type { KubePort } from '../../../../src/kube/client/port.ts';
import { type Claim, kinds, type Pod, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { classOf } from '../../api/storage-class.ts';
import { claimNamesOf } from '../claim-names.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { parseKey, patchObject, patchStatus, pathOf } from '../objects.ts';
import type { Report } from '../../../../src/kube/controller/event-recorder.ts';
import { isAssigned, isFinished } from '../states.ts';
import { volumeNames } from '../volume-names.ts';
import { ensureBound, ensureVolumePhase, removeBinding } from './binding.ts';
import { decideClaim } from './claim-decision.ts';
import { decideVolume } from './volume-decision.ts';

const claimKey = 'claim:';
const volumeKey = 'volume:';

/** Binds claims and volumes. One queue for both: each decision sees the writes of the one before. */
export const binder: ControllerKind = {
  user: 'system:serviceaccount:kube-system:persistent-volume-binder',
  component: 'persistentvolume-controller',
  start: (context) => ({
    triggers: [
      on(kinds.claim, (claim) => keysOfClaim(claim, context.cached(kinds.volume).items())),
      on(kinds.volume, (volume) => keysOfVolume(volume, context.cached(kinds.claim).items())),
      // Only so that the claim says whom it waits for.
      on(kinds.pod, (pod) => (isAssigned(pod) ? [] : claimNamesOf(pod).map(({ name }) => `${claimKey}${pod.metadata.namespace}/${name}`))),
      on(kinds.storageClass, (storageClass) => keysOfClass(storageClass.metadata.name, context.cached(kinds.claim).items())),
    ],
    reconcile: (key) =>
      key.startsWith(claimKey)
        ? reconcileClaim(context, key.slice(claimKey.length))
        : reconcileVolume(context, key.slice(volumeKey.length)),
  }),
};

/** The claim, its volume, and the volumes that are meant for it or for an earlier claim of its name. */
function keysOfClaim(claim: Claim, volumes: readonly Volume[]): string[] {
  const named = claim.spec?.volumeName ?? '';
  const meant = volumes.filter(({ spec }) => `${spec?.claimRef?.namespace}/${spec?.claimRef?.name}` === pathOf(claim));
  const names = new Set([...(named === '' ? [] : [named]), ...meant.map(({ metadata }) => metadata.name)]);
  return [claimKey + pathOf(claim), ...[...names].map((name) => volumeKey + name)];
}

/** The volume, the claims that name it or are named by it, and every claim that could still take it. */
function keysOfVolume(volume: Volume, claims: readonly Claim[]): string[] {
  const reference = volume.spec?.claimRef;
  const named = reference === undefined ? [] : [`${claimKey}${reference.namespace}/${reference.name}`];
  const name = volume.metadata.name;
  const interested = claims.filter(({ spec }) => spec?.volumeName === name || (reference === undefined && (spec?.volumeName ?? '') === ''));
  return [volumeKey + name, ...named, ...interested.map((claim) => claimKey + pathOf(claim))];
}

function keysOfClass(name: string, claims: readonly Claim[]): string[] {
  return claims.filter((claim) => classOf(claim) === name && claim.status?.phase !== 'Bound').map((claim) => claimKey + pathOf(claim));
}

async function reconcileClaim(context: Context, path: string): Promise<void> {
  const { port } = context;
  const claim = await port.find(kinds.claim, parseKey(path));
  if (claim === undefined) return;
  const volumes = (await port.list(kinds.volume)).items;
  const name = classOf(claim);
  const storageClass = name === '' ? undefined : await port.find(kinds.storageClass, { name });
  const unscheduled = unscheduledPodsOf(claim, context.cached(kinds.pod).items());
  const decision = decideClaim({ claim, volumes, storageClass, unscheduled });
  if (decision.do === 'bind') return ensureBound(port, decision.volume, claim);
  if (decision.do === 'provision') return askForVolume(context, claim, decision.provisioner);
  await settle(context, claim, decision.do === 'lose' ? 'Lost' : 'Pending', decision.report);
}

function unscheduledPodsOf({ metadata: { name, namespace } }: Claim, pods: readonly Pod[]): string[] {
  const mounts = (pod: Pod) => pod.metadata.namespace === namespace && claimNamesOf(pod).some((claim) => claim.name === name);
  return pods.filter((pod) => !isAssigned(pod) && !isFinished(pod) && mounts(pod)).map(({ metadata }) => metadata.name);
}

/** Reports once per reason: the claim wakes us up on each of its changes. */
async function settle(context: Context, claim: Claim, phase: string, report: Report | undefined): Promise<void> {
  const wasSettled = claim.status?.phase === phase;
  const nothing = { accessModes: null, capacity: null, currentVolumeAttributesClassName: null };
  if (!wasSettled) await patchStatus(context.port, kinds.claim, claim, { phase, ...nothing });
  if (report !== undefined && !(wasSettled && phase === 'Lost')) await context.record(claim, report);
}

/** Puts the claim into the hands of its provisioner. */
async function askForVolume(context: Context, claim: Claim, provisioner: string): Promise<void> {
  const annotations = { [volumeNames.storageProvisioner]: provisioner, [volumeNames.betaStorageProvisioner]: provisioner };
  const asked = claim.metadata.annotations?.[volumeNames.storageProvisioner] === provisioner;
  if (!asked) await patchObject(context.port, kinds.claim, claim, { metadata: { annotations } });
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  if (!asked) await context.record(claim, { type: 'Normal', reason: 'ExternalProvisioning', message });
}

async function reconcileVolume(context: Context, name: string): Promise<void> {
  const { port } = context;
  const volume = await port.find(kinds.volume, { name });
  if (volume === undefined) return;
  const claim = await findNamedClaim(port, volume);
  const decision = decideVolume(volume, claim);
  if (decision.do === 'setPhase') await ensureVolumePhase(port, volume, decision.phase);
  if (decision.do === 'unbind') await removeBinding(port, volume);
  if (decision.do === 'mismatch' && claim !== undefined) await reportMismatch(context, volume, claim);
  if (decision.do === 'fail') {
    await ensureVolumePhase(port, volume, 'Failed', decision.message);
    await context.record(volume, { type: 'Warning', reason: 'VolumeFailedDelete', message: decision.message });
  }
}

async function findNamedClaim(port: KubePort, { spec }: Volume): Promise<Claim | undefined> {
  const { name, namespace } = spec?.claimRef ?? {};
  return name === undefined || namespace === undefined ? undefined : await port.find(kinds.claim, { namespace, name });
}

async function reportMismatch({ record }: Context, volume: Volume, claim: Claim): Promise<void> {
  const message = (what: string, other: string) =>
    `Cannot bind PersistentVolume ${what}to requested PersistentVolumeClaim ${other}due to incompatible volumeMode.`;
  const common = { type: 'Warning', reason: 'VolumeMismatch' } as const;
  await record(volume, { ...common, message: message('', `"${claim.metadata.name}" `) });
  await record(claim, { ...common, message: message(`"${volume.metadata.name}" `, '') });
}
