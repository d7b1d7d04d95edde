import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kind, kinds, type Meta } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { peeringKinds } from '../../liqo/kinds.ts';
import { tenantNamespace } from '../../liqo/peering.ts';
import { type App, createApp, deleteClaim } from '../../place/app.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import type { Place } from '../../place/place.ts';
import { until } from '../../support/until.ts';

const className = 'guarded';
const spec = { storageClassName: className };

describe('while claims of our own class live somewhere', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openOwnClassPlace(className);
  });
  afterAll(async () => place.close());

  const offloading = (app: App) => ({ kind: liqoKinds.namespaceOffloading, key: { namespace: app.namespace, name: 'offloading' } });
  const namespaceOf = (app: App) => ({ kind: kinds.namespace, key: { name: app.namespace } });
  const virtualNode = async () => {
    const { items } = await place.consumer.list(liqoKinds.virtualNode);
    const { name, namespace = '' } = items.find((each) => each.spec.clusterID === place.provider)?.metadata ?? { name: '' };
    return { kind: liqoKinds.virtualNode, key: { name, namespace } };
  };
  const foreignCluster = () => ({ kind: peeringKinds.foreignCluster, key: { name: place.provider } });
  const resourceSlice = () => ({
    kind: peeringKinds.resourceSlice,
    key: { name: place.provider, namespace: tenantNamespace(place.provider) },
  });
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
  const annotate = async ({ kind, key }: Target, discard: 'true' | null) =>
    place.consumer.mergePatch(kind, key, { metadata: { annotations: { [storageNames.discardClaims]: discard } } });

  it('their namespace, its offloading and the peering can only be removed by those who say that they know', async () => {
    const app = await createApp(place, { node: place.virtualNode, spec });
    const home = `"liqoctl move volume data -n ${app.namespace} --target-node ${place.localNodes[0]}" brings it home`;
    for (const target of [namespaceOf(app), offloading(app), await virtualNode(), foreignCluster(), resourceSlice()] as Target[]) {
      const words = await denied(target);
      expect(words).toContain(`would destroy the only copy of ${app.namespace}/data (in ${place.provider})`);
      expect(words).toContain(home);
      await annotate(target, 'true');
      try {
        expect(await denial(target)).toBe('');
      } finally {
        // The peering is not the spec's: it must not stay without its guard.
        await annotate(target, null);
      }
    }
    await deleteClaim(place, app);
    await allowed(namespaceOf(app));
    expect((await place.consumer.list(kinds.admissionPolicy, { labels: `${storageNames.guards}=true` })).items).toEqual([]);
  });

  it('a namespace with local claims may be offloaded no more, but not be deleted', async () => {
    const app = await createApp(place, { node: place.localNodes[0], spec });
    expect(await denied(namespaceOf(app))).toContain(`the only copy of ${app.namespace}/data (in this cluster)`);
    expect(await denial(offloading(app))).toBe('');
    await deleteClaim(place, app);
    await allowed(namespaceOf(app));
  });
});
