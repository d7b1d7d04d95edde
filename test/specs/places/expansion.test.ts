import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Key, KubePort } from '../../../src/kube/client/port.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { type App, createApp, listing, readClaim, remoteNamespace } from '../../place/app.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import { type Place, providerPort } from '../../place/place.ts';
import { resizeVolume } from '../../place/resize.ts';
import { lookUntil } from '../../place/waiting.ts';

const className = 'growing';
const realClass = { name: 'local-path' };

describe('a claim of our own class that asks for more', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openOwnClassPlace(className);
  });
  afterAll(async () => place.close());
  beforeEach(({ skip }) => {
    if (!place.ownClusters) skip('the classes of these clusters are not ours to change');
  });
  afterEach(() => allowGrowth(null));

  const allowGrowth = async (allowed: true | null): Promise<void> => {
    for (const port of place.ownClusters ? Object.values(place.clusters) : [])
      await port.mergePatch(kinds.storageClass, realClass, { allowVolumeExpansion: allowed });
  };
  const locate = async (app: App, where: string): Promise<{ port: KubePort; key: Key }> => {
    if (where === 'in a provider')
      return { port: providerPort(place), key: { namespace: await remoteNamespace(place, app), name: app.claim } };
    return { port: place.consumer, key: { namespace: 'liqoctl-storage', name: (await readClaim(place, app)).metadata.uid ?? '' } };
  };
  const refusals = async ({ namespace }: App) =>
    (await place.consumer.list(kinds.event, { namespace, fields: 'reason=ExpansionRefused' })).items.map(({ message }) => message);

  it.each(['here', 'in a provider'])('is refused where its real class cannot grow, and grows when that can: %s', async (where) => {
    const node = where === 'here' ? place.localNodes[0] : place.virtualNode;
    const app = await createApp(place, { node, spec: { storageClassName: className } });
    const files = await listing(place, app, node);
    const { port, key } = await locate(app, where);
    const more = { spec: { resources: { requests: { storage: '512Mi' } } } };
    await place.consumer.mergePatch(kinds.claim, { namespace: app.namespace, name: app.claim }, more);
    const [refusal] = await lookUntil(
      () => refusals(app),
      (seen) => seen.length > 0,
    );
    expect(refusal).toContain('cannot grow to 512Mi');
    expect((await port.read(kinds.claim, key)).spec?.resources?.requests).toEqual({ storage: '256Mi' });

    await allowGrowth(true);
    await lookUntil(() => resizeVolume(port, key), Boolean);
    const grown = await lookUntil(
      () => readClaim(place, app),
      ({ status }) => status?.capacity?.['storage'] === '512Mi',
    );
    const volume = await place.consumer.read(kinds.volume, { name: grown.spec?.volumeName ?? '' });
    expect(volume.spec?.capacity).toEqual({ storage: '512Mi' });
    expect(await listing(place, app, node)).toBe(files);
  });
});
