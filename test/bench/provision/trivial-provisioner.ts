import { systemClock } from '../../../src/base/time/system-clock.ts';
import { createOnce } from '../../../src/kube/client/exact-writes.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { type Claim, kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { untilPasses } from '../../support/until.ts';

const name = 'trivial';

/** Serves the class `trivial` until the signal: a volume for each claim at once, that is no more than an object. Nobody mounts it. */
export async function startTrivialProvisioner(port: KubePort, namespace: string, signal: AbortSignal): Promise<void> {
  await port.create(kinds.storageClass, ownClass(name, { provisioner: 'example.com/trivial' }));
  const provide = async (claim: Claim): Promise<void> => {
    if (claim.spec?.storageClassName !== name || claim.spec.volumeName !== undefined || claim.metadata.deletionTimestamp !== undefined)
      return;
    await createOnce(port, kinds.volume, renderVolume(claim));
  };
  // A busy machine may be late with an answer.
  const changed = (claim: Claim, change: string) =>
    void (change === 'ADDED' && untilPasses(() => provide(claim), { signal }).catch(() => undefined));
  await startInformer({ port, kind: kinds.claim, scope: { namespace }, clock: systemClock, signal, changed });
}

function renderVolume({ metadata, spec }: Claim): Volume {
  const { namespace = '', uid = '' } = metadata;
  return {
    apiVersion: 'v1',
    kind: kinds.volume.kind,
    metadata: { name: `${name}-${uid}` },
    spec: {
      hostPath: { path: '/nowhere' },
      accessModes: spec?.accessModes ?? [],
      capacity: { storage: spec?.resources?.requests?.['storage'] ?? '' },
      claimRef: { apiVersion: 'v1', kind: kinds.claim.kind, name: metadata.name, namespace, uid },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: name,
    },
  };
}
