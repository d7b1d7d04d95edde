import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kind, kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { storageNames } from '../../src/volumes/names.ts';
import { type App, createApp, deleteClaim } from '../place/app.ts';
import { openPlace } from '../place/open-place.ts';
import type { Place } from '../place/place.ts';
import { ownClass, startStorageController, type StorageController } from '../place/storage-controller.ts';
import { until } from '../support/until.ts';

const spec = { storageClassName: 'liqoctl' };

describe('while claims of our own class live somewhere', () => {
  let place: Place;
  let controller: StorageController;
  beforeAll(async () => {
    place = await openPlace();
    await place.consumer.create(kinds.storageClass, ownClass('liqoctl'));
    controller = startStorageController(place);
  });
  afterAll(async () => {
    expect(await controller.stop()).toBe(0);
    await place.close();
  });

  const offloading = (app: App) => ({ kind: liqoKinds.namespaceOffloading, key: { namespace: app.namespace, name: 'offloading' } });
  const namespaceOf = (app: App) => ({ kind: kinds.namespace, key: { name: app.namespace } });
  const virtualNode = async () => {
    const { items } = await place.consumer.list(liqoKinds.virtualNode);
    const { name, namespace = '' } = items.find((each) => each.spec.clusterID === place.provider)?.metadata ?? { name: '' };
    return { kind: liqoKinds.virtualNode, key: { name, namespace } };
  };
  type Target = { kind: Kind<{ metadata: Meta }>; key: { name: string; namespace?: string } };
  /** What the server says to a deletion, without carrying it out. */
  const denial = async ({ kind, key }: Target): Promise<string> => {
    const { uid = '', resourceVersion = '' } = (await place.consumer.read(kind, key)).metadata;
    try {
      await place.consumer.remove(kind, key, { uid, resourceVersion }, { dryRun: true });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const denied = async (target: Target) => until(async () => (await denial(target)) || undefined);
  const allowed = async (target: Target) => until(async () => ((await denial(target)) === '' ? true : undefined));
  const annotate = async ({ kind, key }: Target) =>
    place.consumer.mergePatch(kind, key, { metadata: { annotations: { [storageNames.discardClaims]: 'true' } } });

  it('their namespace, its offloading and the peering can only be removed by those who say that they know', async () => {
    const app = await createApp(place, { node: place.virtualNode, spec });
    const home = `"liqoctl move volume data -n ${app.namespace} --target-node ${place.localNodes[0]}" brings it home`;
    for (const target of [namespaceOf(app), offloading(app), await virtualNode()] as Target[]) {
      const words = await denied(target);
      expect(words).toContain(`would destroy the only copy of ${app.namespace}/data (in ${place.provider})`);
      expect(words).toContain(home);
      await annotate(target);
      expect(await denial(target)).toBe('');
    }
    await deleteClaim(place, app);
    await place.consumer.mergePatch(
      kinds.namespace,
      { name: app.namespace },
      { metadata: { annotations: { [storageNames.discardClaims]: null } } },
    );
    await allowed(namespaceOf(app));
    expect((await place.consumer.list(kinds.admissionPolicy)).items).toEqual([]);
  });

  it('a namespace with local claims may be offloaded no more, but not be deleted', async () => {
    const app = await createApp(place, { node: place.localNodes[0], spec });
    expect(await denied(namespaceOf(app))).toContain(`the only copy of ${app.namespace}/data (in this cluster)`);
    expect(await denial(offloading(app))).toBe('');
    await deleteClaim(place, app);
    await allowed(namespaceOf(app));
  });
});
