import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { type App, createApp, freshName } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { removeObject } from '../../place/objects.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { ownClass, removeGuarded, startStorageController, type StorageController } from '../../place/storage-controller.ts';
import { until } from '../../support/until.ts';

const className = 'gravity';

describe('pods of a claim of our own class', () => {
  let place: Place;
  let controller: StorageController;
  beforeAll(async () => {
    place = await openPlace();
    await place.consumer.create(kinds.storageClass, ownClass(className));
    controller = startStorageController(place);
  });
  afterAll(async () => {
    await removeGuarded(place);
    expect(await controller.stop()).toBe(0);
    await removeObject(place.consumer, kinds.storageClass, { name: className });
    await place.close();
  });

  /** A pod that waits on the claim, anywhere or on one node. */
  const startPod = async ({ namespace, claim }: App, node?: string): Promise<{ name: string; namespace: string }> => {
    const key = { name: freshName('pod'), namespace };
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: key,
      spec: {
        ...(node === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': node } }),
        tolerations: [{ key: liqoNames.notAllowedTaint, operator: 'Exists' }],
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'wait',
            image: place.images.busybox,
            command: ['sleep', '600'],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
      },
    };
    await place.consumer.create(kinds.pod, pod);
    return key;
  };
  const landed = (key: { name: string; namespace: string }) =>
    until(async () => {
      const { spec, status } = await place.consumer.read(kinds.pod, key);
      return status?.phase === 'Running' && spec?.nodeName;
    });
  const whyPending = (key: { name: string; namespace: string }) =>
    until(async () => {
      const { status } = await place.consumer.read(kinds.pod, key);
      return status?.conditions?.find(({ type, status: holds }) => type === 'PodScheduled' && holds === 'False')?.message;
    });
  const end = async (key: { name: string; namespace: string }) => {
    await removeObject(place.consumer, kinds.pod, key);
    await until(async () => (await place.consumer.find(kinds.pod, key)) === undefined);
  };

  it('run where its data is, wait where they are forced elsewhere, and follow it after a move', async () => {
    const app = await createApp(place, { node: place.virtualNode, spec: { storageClassName: className } });
    const second = await startPod(app);
    expect(await landed(second)).toBe(place.virtualNode);
    await end(second);

    const forced = await startPod(app, place.localNodes[0]);
    expect(await whyPending(forced)).toContain("node(s) didn't match PersistentVolume's node affinity");
    await end(forced);

    expect(await moveVolume(place, app, place.localNodes[0])).toMatchObject({ exitCode: 0 });
    const after = await startPod(app);
    expect(await landed(after)).toBe(place.localNodes[0]);
    await end(after);
  });
});
