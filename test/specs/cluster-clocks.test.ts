import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { createApp, listing } from '../place/app.ts';
import { moveVolume } from '../place/cli.ts';
import { clusterPort } from '../place/place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { ownClass, startStorageController, type StorageController } from '../place/storage-controller.ts';

const hour = 3_600_000;

describe.each([
  { rome: hour, milan: 0, paris: -hour },
  { rome: -hour, milan: hour, paris: 0 },
])('clusters whose clocks are ahead of liqoctl by %o ms', (clocksAhead) => {
  let place: SandboxPlace;
  let controller: StorageController;
  beforeAll(async () => {
    place = await openSandbox({ providers: ['milan', 'paris'], clocksAhead });
    await place.consumer.create(kinds.storageClass, ownClass('liqoctl'));
    controller = startStorageController(place);
  });
  afterAll(async () => {
    expect(await controller.stop()).toBe(0);
    await place.close();
  });

  it.each(Object.entries(clocksAhead))('%s writes and answers with its own time', async (cluster, ahead) => {
    const { metadata } = await clusterPort(place, cluster).read(kinds.namespace, { name: 'default' });
    const { headers } = await fetch(place.sandbox.clusters[cluster]?.server.url ?? '');
    for (const time of [metadata.creationTimestamp, headers.get('date')])
      expect((Date.parse(time ?? '') - Date.now()) / hour).toBeCloseTo(ahead / hour, 1);
  });

  it.each(['liqo', 'liqoctl'])('let a volume of class %s pass in all directions', { timeout: 300_000 }, async (storageClassName) => {
    const app = await createApp(place, { node: 'rome-1', spec: { storageClassName } });
    const files = await listing(place, app, 'rome-1');
    for (const node of ['rome-2', 'milan', 'paris', 'rome-1']) {
      const end = await moveVolume(place, app, node);
      expect(end.exitCode, end.stdout).toBe(0);
      expect(await listing(place, app, node)).toBe(files);
    }
  });
});
