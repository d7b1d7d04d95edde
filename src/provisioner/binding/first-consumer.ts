import { shortHash } from '../../base/names.ts';
import { createOnce, removeExactly } from '../../kube/client/exact-writes.ts';
import type { Claim } from '../../kube/objects/kinds.ts';
import { liqoKinds, type ShadowPod } from '../../liqo/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Provisioner } from '../model/provisioner.ts';
import type { RealClaim } from './real-claim.ts';

/** What Kubernetes says about a claim whose class waits for a pod (persistent volume controller). */
const waitsForConsumer = 'WaitForFirstConsumer';

/**
 * Gives a waiting real claim in a provider a pod for as long as it takes to bind it. A class there may wait for a first pod, and the
 * application's comes only once the virtual claim is bound. The tenant may create ShadowPods, of which Liqo makes pods, and no pods.
 */
export async function ensureFirstConsumer({ settings }: Provisioner, real: RealClaim, object: Claim): Promise<void> {
  if (real.told.newest(object.metadata.uid)?.reason !== waitsForConsumer) return;
  await createOnce(real.port, liqoKinds.shadowPod, renderFirstConsumer(real, object, settings.firstConsumerImage));
}

/** Takes that pod away, before anything depends on the claim that it helped to bind. */
export async function removeFirstConsumer(real: RealClaim, object: Claim): Promise<void> {
  const key = { namespace: real.key.namespace, name: firstConsumerName(object) };
  const standing = await real.port.find(liqoKinds.shadowPod, key);
  if (standing !== undefined) await removeExactly(real.port, liqoKinds.shadowPod, standing);
}

function firstConsumerName({ metadata: { uid = '' } }: Claim): string {
  return `first-consumer-${shortHash(uid, 10)}`;
}

/** Fit for the pod security level `restricted`, and with limits, which a provider's quota may demand. */
function renderFirstConsumer({ key }: RealClaim, object: Claim, image: string): ShadowPod {
  const resources = { cpu: '10m', memory: '32Mi' };
  const use =
    object.spec?.volumeMode === 'Block'
      ? { volumeDevices: [{ name: 'data', devicePath: '/dev/data' }] }
      : { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  return {
    apiVersion: liqoKinds.shadowPod.apiVersion,
    kind: liqoKinds.shadowPod.kind,
    metadata: { name: firstConsumerName(object), namespace: key.namespace, labels: { [storageNames.firstConsumer]: 'true' } },
    spec: {
      pod: {
        automountServiceAccountToken: false,
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'wait',
            image,
            resources: { requests: resources, limits: resources },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            ...use,
          },
        ],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: key.name } }],
      },
    },
  };
}
