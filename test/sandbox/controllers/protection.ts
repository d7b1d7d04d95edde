import { type Claim, type Kind, kinds, type Pod, type Volume } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { claimNamesOf } from './claim-names.ts';
import { type ControllerKind, on } from './controller.ts';
import { isControlledBy, isTerminating, parseKey, patchObject, pathOf, removeFinalizer } from './objects.ts';
import { isAssigned } from './states.ts';
import { volumeNames } from './volume-names.ts';

/** Holds a deleted claim while a pod uses it. */
export const claimProtection: ControllerKind = {
  user: 'system:serviceaccount:kube-system:pvc-protection-controller',
  component: 'pvc-protection-controller',
  start: ({ port }) => ({
    triggers: [on(kinds.claim, (claim) => [pathOf(claim)]), on(kinds.pod, claimsNamedBy)],
    reconcile: async (path) => {
      const claim = await port.find(kinds.claim, parseKey(path));
      if (claim === undefined) return;
      if (!isTerminating(claim)) return ensureFinalizer(port, kinds.claim, claim, volumeNames.claimProtection);
      const pods = await port.list(kinds.pod, { namespace: claim.metadata.namespace ?? '' });
      if (pods.items.some((pod) => usesClaim(pod, claim))) return;
      await removeFinalizer(port, kinds.claim, claim, volumeNames.claimProtection);
    },
  }),
};

/** Holds a deleted volume while it is bound. */
export const volumeProtection: ControllerKind = {
  user: 'system:serviceaccount:kube-system:pv-protection-controller',
  component: 'pv-protection-controller',
  start: ({ port }) => ({
    triggers: [on(kinds.volume, (volume) => [pathOf(volume)])],
    reconcile: async (name) => {
      const volume = await port.find(kinds.volume, { name });
      if (volume === undefined) return;
      if (!isTerminating(volume)) return ensureFinalizer(port, kinds.volume, volume, volumeNames.volumeProtection);
      if (volume.status?.phase === 'Bound') return;
      await removeFinalizer(port, kinds.volume, volume, volumeNames.volumeProtection);
    },
  }),
};

/** Whether the pod keeps the claim: once scheduled, in whatever phase it is, finished ones too (podUsesPVC). */
export function usesClaim(pod: Pod, claim: Claim): boolean {
  if (!isAssigned(pod)) return false;
  const { name } = claim.metadata;
  return (pod.spec?.volumes ?? []).some((volume) => {
    if (volume.persistentVolumeClaim?.claimName === name) return true;
    const own = volume.ephemeral !== undefined && `${pod.metadata.name}-${volume.name}` === name;
    return own && isControlledBy(claim, pod) && !isShutDown(pod);
  });
}

/** Its kubelet is done with it, or it was deleted by force. */
function isShutDown(pod: Pod): boolean {
  return isTerminating(pod) && pod.metadata.deletionGracePeriodSeconds === 0;
}

function claimsNamedBy(pod: Pod): string[] {
  return claimNamesOf(pod).map(({ name }) => `${pod.metadata.namespace}/${name}`);
}

async function ensureFinalizer<T extends Claim | Volume>(port: KubePort, kind: Kind<T>, object: T, finalizer: string): Promise<void> {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return;
  await patchObject<T>(port, kind, object, { metadata: { finalizers: [...finalizers, finalizer] } });
}
