import { type Claim, kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from './controller.ts';
import { controllerReference, isControlledBy, isTerminating, parseKey, pathOf } from './objects.ts';

/** Makes the claims of generic ephemeral volumes. */
export const ephemeralClaims: ControllerKind = {
  user: 'system:serviceaccount:kube-system:ephemeral-volume-controller',
  component: 'ephemeral_volume',
  start: (context) => ({
    triggers: [
      on(kinds.pod, (pod) => (hasEphemeralVolumes(pod) ? [pathOf(pod)] : [])),
      on(kinds.claim, (claim, change) => (change === 'DELETED' ? ownersOf(claim) : [])),
    ],
    reconcile: async (path) => {
      const pod = await context.port.find(kinds.pod, parseKey(path));
      if (pod === undefined || isTerminating(pod)) return;
      for (const volume of pod.spec?.volumes ?? []) {
        if (volume.ephemeral !== undefined) await ensureClaim(context, pod, volume);
      }
    },
  }),
};

type PodVolume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

function hasEphemeralVolumes(pod: Pod): boolean {
  return pod.spec?.volumes?.some((volume) => volume.ephemeral !== undefined) === true;
}

function ownersOf(claim: Claim): string[] {
  const pods = (claim.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod');
  return pods.map(({ name }) => `${claim.metadata.namespace}/${name}`);
}

async function ensureClaim({ port, record }: Context, pod: Pod, volume: PodVolume): Promise<void> {
  const { namespace = '' } = pod.metadata;
  const name = `${pod.metadata.name}-${volume.name}`;
  const existing = await port.find(kinds.claim, { name, namespace });
  if (existing !== undefined) {
    if (isControlledBy(existing, pod)) return;
    const message = `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
    return record(pod, { type: 'Warning', reason: 'FailedBinding', message: `ephemeral volume: ${message}` });
  }
  const template = volume.ephemeral?.volumeClaimTemplate;
  const { labels, annotations } = template?.metadata ?? {};
  await port.create(kinds.claim, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(pod)],
    },
    spec: template?.spec as NonNullable<Claim['spec']>,
  });
}
