import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { type App, createApp, deleteClaim, listing, readClaim, remoteNamespace } from '../../place/app.ts';
import { clusterPort, type Place } from '../../place/place.ts';
import { openPlace } from '../../place/open-place.ts';
import { ownClass, removeGuarded, startStorageController } from '../../place/storage-controller.ts';
import { startDeployedController } from '../../place/deployed-controller.ts';
import { removeByForce } from '../../place/kill-pod.ts';
import { removeObject } from '../../place/objects.ts';
import { until } from '../../support/until.ts';

const spec = { storageClassName: 'liqoctl' };
const storageNamespace = 'liqoctl-storage';

describe('a claim of our own virtual class', () => {
  let place: Place;
  let end: () => Promise<void>;
  let replicas: readonly string[] | undefined;
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
    replicas = deployed?.replicas;
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
  /** Volumes of those names in either cluster, and their folders. Others may make some meanwhile. */
  const remains = async (names: readonly string[]): Promise<string[]> => {
    const ports = [place.consumer, clusterPort(place, place.provider)];
    const volumes = (await Promise.all(ports.map((port) => port.list(kinds.volume)))).flatMap(({ items }) => items);
    const there = volumes.map(({ metadata }) => metadata.name).filter((name) => names.includes(name));
    const folders = (await place.volumeFolders?.()) ?? [];
    return [...there, ...folders.filter((folder) => names.some((name) => folder.includes(name)))];
  };

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
      const app = await createApp(place, { node: node(), spec });
      const [claim, real] = [await readClaim(place, app), await realClaim(app, node())];
      const names = [claim, real].map(({ spec: bound }) => bound?.volumeName ?? '');
      expect(await remains(names)).toHaveLength(place.volumeFolders ? 3 : 2);
      await deleteClaim(place, app);
      await until(async () => (await remains(names)).length === 0);
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

  it('is bound by another replica when the leading one is killed', async ({ skip }) => {
    if (replicas === undefined) return skip('the controller does not run as pods here');
    const readLeader = async () => {
      const lease = await place.consumer.read(kinds.lease, { namespace: storageNamespace, name: 'storage.liqoctl.io-virtual' });
      return lease.spec?.holderIdentity ?? '';
    };
    const leader = await readLeader();
    const killed = replicas.find((name) => leader.startsWith(name)) ?? '';
    await removeByForce(place.consumer, storageNamespace, killed);
    const [node] = place.localNodes;
    const app = await createApp(place, { node, spec });
    expect(await readClaim(place, app)).toMatchObject({ status: { phase: 'Bound' } });
    expect(await readLeader()).not.toBe(leader);
  });
});
