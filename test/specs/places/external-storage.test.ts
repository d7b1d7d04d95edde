import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { createOffloadedNamespace, remoteNamespace } from '../../place/app.ts';
import { openPlace } from '../../place/open-place.ts';
import { type Place, providerPort } from '../../place/place.ts';
import { startStorageController, type StorageController } from '../../place/storage-controller.ts';
import { claimOf } from '../../support/claims.ts';
import { until } from '../../support/until.ts';

describe('storage that a provider manages itself', () => {
  let place: Place;
  let controller: StorageController;
  beforeAll(async () => {
    place = await openPlace();
    controller = startStorageController(place);
  });
  afterAll(async () => {
    expect(await controller.stop()).toBe(0);
    await place.close();
  });

  it('serves a pod that is put on the virtual node, by a claim that this cluster does not know', async () => {
    const namespace = await createOffloadedNamespace(place);
    const there = { namespace: await remoteNamespace(place, { namespace, claim: 'theirs' }), name: 'theirs' };
    // Of the default class there.
    const { storageClassName: _, ...spec } = claimOf(there).spec ?? {};
    const claim = { ...claimOf(there), spec };
    const { metadata } = await providerPort(place).create(kinds.claim, claim);
    await place.consumer.create(kinds.pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'user', namespace },
      spec: {
        // Past the scheduler, which knows no such claim.
        nodeName: place.virtualNode,
        tolerations: [{ key: liqoNames.notAllowedTaint, operator: 'Exists' }],
        automountServiceAccountToken: false,
        restartPolicy: 'Never',
        containers: [
          {
            name: 'user',
            image: place.images.busybox,
            command: ['sh', '-c', 'echo written > /data/file && cat /data/file'],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'theirs' } }],
      },
    });
    await until(async () => (await place.consumer.read(kinds.pod, { namespace, name: 'user' })).status?.phase === 'Succeeded');
    const now = await providerPort(place).read(kinds.claim, there);
    expect(now).toMatchObject({ metadata: { uid: metadata.uid ?? '' }, status: { phase: 'Bound' } });
    expect(Object.keys({ ...now.metadata.labels, ...now.metadata.annotations }).filter((key) => key.includes('liqo'))).toEqual([]);
    expect((await place.consumer.list(kinds.claim, { namespace })).items).toEqual([]);
  });
});
