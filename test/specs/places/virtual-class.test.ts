import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { type App, createApp, deleteClaim, listing, readClaim, remoteNamespace } from '../../place/app.ts';
import { clusterPort, type Place } from '../../place/place.ts';
import { openPlace } from '../../place/open-place.ts';
import { ownClass, removeGuarded, startStorageController } from '../../place/storage-controller.ts';
import { startDeployedController } from '../../place/deployed-controller.ts';
import { removeObject } from '../../place/objects.ts';
import { until } from '../../support/until.ts';

const spec = { storageClassName: 'liqoctl' };
const storageNamespace = 'liqoctl-storage';

describe('a claim of our own virtual class', () => {
  let place: Place;
  let end: () => Promise<void>;
  beforeAll(async () => {
    place = await openPlace();
    await place.consumer.create(kinds.storageClass, ownClass('liqoctl'));
    end = await startController();
  });
  afterAll(async () => {
    await removeGuarded(place);
    await end();
    await removeObject(place.consumer, kinds.storageClass, { name: 'liqoctl' });
    await place.close();
  });

  /** As pods of the cluster where images can be brought to its nodes, else in this process. */
  async function startController(): Promise<() => Promise<void>> {
    const deployed = await startDeployedController(place);
    if (deployed !== undefined) return () => deployed.remove();
    const controller = startStorageController(place);
    return async () => expect(await controller.stop()).toBe(0);
  }

  const realClaim = async (app: App, where: string): Promise<Claim> => {
    const claim = await readClaim(place, app);
    if (where !== place.virtualNode)
      return place.consumer.read(kinds.claim, { namespace: storageNamespace, name: claim.metadata.uid ?? '' });
    return clusterPort(place, place.provider).read(kinds.claim, { namespace: await remoteNamespace(place, app), name: app.claim });
  };
  const volumesOf = async (port: KubePort) => (await port.list(kinds.volume)).items.map(({ metadata }) => metadata.name);

  describe.each(['here', 'in a provider'])('whose first pod runs %s', (where) => {
    const node = () => (where === 'here' ? place.localNodes[0] : place.virtualNode);

    it('is bound there, and its user is told', async () => {
      const app = await createApp(place, { node: node(), spec });
      const [claim, real] = [await readClaim(place, app), await realClaim(app, node())];
      const volume = await place.consumer.read(kinds.volume, { name: claim.spec?.volumeName ?? '' });
      expect(claim).toMatchObject({
        status: { phase: 'Bound' },
        metadata: { finalizers: expect.arrayContaining([storageNames.finalizer]) as unknown },
      });
      expect(real).toMatchObject({
        status: { phase: 'Bound' },
        metadata: { labels: { team: 'blue' }, annotations: { 'example.com/note': 'mine' } },
      });
      expect(volume).toMatchObject({
        metadata: { name: `pvc-${claim.metadata.uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': storageNames.provisioner } },
        spec: { capacity: claim.status?.capacity, persistentVolumeReclaimPolicy: 'Delete' },
      });
      const { items } = await place.consumer.list(kinds.event, {
        namespace: app.namespace,
        fields: `involvedObject.uid=${claim.metadata.uid}`,
      });
      expect(items.map(({ reason }) => reason)).toContain('Provisioned');
      expect(await listing(place, app, node())).toContain('deep/er/blob');
    });

    it('leaves nothing behind when it is deleted', async () => {
      const before = {
        here: await volumesOf(place.consumer),
        there: await volumesOf(clusterPort(place, place.provider)),
        folders: await place.volumeFolders?.(),
      };
      const app = await createApp(place, { node: node(), spec });
      await deleteClaim(place, app);
      const after = async () => {
        const now = {
          here: await volumesOf(place.consumer),
          there: await volumesOf(clusterPort(place, place.provider)),
          folders: await place.volumeFolders?.(),
        };
        return JSON.stringify(now) === JSON.stringify(before) ? true : undefined;
      };
      await until(after);
      expect(await place.consumer.find(kinds.claim, { namespace: app.namespace, name: app.claim })).toBeUndefined();
    });

    it('carries changed labels and annotations to its real claim', async () => {
      const app = await createApp(place, { node: node(), spec });
      const key = { namespace: app.namespace, name: app.claim };
      await place.consumer.mergePatch(kinds.claim, key, {
        metadata: { labels: { team: null, tier: 'db' }, annotations: { 'example.com/note': 'yours' } },
      });
      const followed = async () => {
        const { labels = {}, annotations = {} } = (await realClaim(app, node())).metadata;
        return labels['tier'] === 'db' && !('team' in labels) && annotations['example.com/note'] === 'yours' ? true : undefined;
      };
      expect(await until(followed)).toBe(true);
    });

    it('says that the data is lost when its real claim is deleted behind its back, and gets no empty one instead', async () => {
      const app = await createApp(place, { node: node(), spec });
      const real = await realClaim(app, node());
      const { uid = '', resourceVersion = '', name, namespace = '' } = real.metadata;
      const port = where === 'here' ? place.consumer : clusterPort(place, place.provider);
      await port.remove(kinds.claim, { name, namespace }, { uid, resourceVersion });
      const condition = async () => (await readClaim(place, app)).status?.conditions?.find(({ type }) => type === 'RealClaimLost');
      expect(await until(condition)).toMatchObject({
        status: 'True',
        message: expect.stringContaining('is gone, and the data with it') as unknown,
      });
      expect(await port.find(kinds.claim, { name, namespace })).toBeUndefined();
    });
  });
});
