import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { type App, createApp, listing } from '../../place/app.ts';
import { type Snapshot, takeSnapshot, differences } from '../../place/snapshot.ts';
import { moveVolume } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

describe('a move that the clusters cannot carry out', { tags: ['real'] }, () => {
  let place: Place;
  let app: App;
  let before: Snapshot;
  let files: string;
  beforeAll(async () => {
    place = await openPlace();
    const [node] = place.localNodes;
    app = await createApp(place, { node });
    files = await listing(place, app, node);
    before = await takeSnapshot(place, app);
  });
  afterAll(async () => {
    expect(await listing(place, app, place.localNodes[0])).toBe(files);
    await place.close();
  });

  const attempt = (...flags: string[]) => moveVolume(place, app, place.virtualNode, flags);
  const expectNothingLeft = () =>
    expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 60_000 }).toEqual([]);

  it('names the image that cannot be pulled', async () => {
    const end = await attempt('--restic-image', 'registry.invalid/missing:1', '--stall-timeout', '30s');
    expect(end.exitCode, end.stdout).toBe(4);
    expect(end.stdout).toContain('registry.invalid/missing:1');
    await expectNothingLeft();
  });

  it('says of what the node has too little for the movers', async () => {
    const end = await attempt('--containers-ram-requests', '8Ti');
    expect(end.exitCode, end.stdout).toBe(3);
    expect(end.stdout).toContain(`node ${place.virtualNode} has`);
    expect(end.stdout).toContain('less than the 8Ti');
    await expectNothingLeft();
  });

  it('names the quota of the namespace that leaves no room', async () => {
    const key = { namespace: app.namespace, name: 'no-pods' };
    const { apiVersion, kind } = kinds.resourceQuota;
    await place.consumer.create(kinds.resourceQuota, { apiVersion, kind, metadata: key, spec: { hard: { pods: '0' } } });
    const end = await attempt();
    expect(end.exitCode, end.stdout).toBe(3);
    expect(end.stdout).toContain('no-pods');
    const { uid = '', resourceVersion = '' } = (await place.consumer.read(kinds.resourceQuota, key)).metadata;
    await place.consumer.remove(kinds.resourceQuota, key, { uid, resourceVersion });
    await expectNothingLeft();
  });

  it('names the pod security that keeps the movers out', async () => {
    const label = (value: string | null) =>
      place.consumer.mergePatch(
        kinds.namespace,
        { name: app.namespace },
        { metadata: { labels: { 'pod-security.kubernetes.io/enforce': value } } },
      );
    await label('restricted');
    const end = await attempt();
    await label(null);
    expect(end.exitCode, end.stdout).toBe(3);
    expect(end.stdout).toContain('PodSecurity');
    await expectNothingLeft();
  });
});
