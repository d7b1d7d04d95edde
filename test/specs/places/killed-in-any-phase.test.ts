import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../faults/api-proxy.ts';
import { killAtCall } from '../../faults/kill-in-phase.ts';
import { createApp, listing } from '../../place/app.ts';
import { takeSnapshotApart, differences } from '../../place/snapshot.ts';
import { abortMove, resumeMove, startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { openProxied, type Proxied } from '../../place/proxied-place.ts';

describe('a move whose liqoctl is killed', () => {
  let place: Place & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openPlace());
  });
  afterAll(async () => place.close());

  it.each(['swap-claim', 'adopt-target', 'lift-guard'] as const)('goes back after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    const before = await takeSnapshotApart(place, app);
    await place.killIn(phase, () => startMove(place, app, place.virtualNode));
    const aborted = await abortMove(place, app, ['--discard-changes']);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await takeSnapshotApart(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, place.localNodes[0])).toBe(files);
  });

  it.each(['DELETE', 'POST'])('goes back from the middle of the cut, after the %s of the claim', async (method) => {
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    const before = await takeSnapshotApart(place, app);
    const claims = `/namespaces/${app.namespace}/persistentvolumeclaims`;
    const fits = (call: Call) => call.method === method && call.path.includes(claims);
    await place.killBy(
      (kill) => killAtCall(fits, kill),
      () => startMove(place, app, place.virtualNode),
    );
    const aborted = await abortMove(place, app);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await takeSnapshotApart(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, place.localNodes[0])).toBe(files);
  });

  it.each(['release-source', 'close-workspace'] as const)('has no way back after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    await place.killIn(phase, () => startMove(place, app, place.virtualNode));
    const refused = await abortMove(place, app);
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout + refused.stderr).toContain('move resume');
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, place.virtualNode)).toBe(files);
  });
});
