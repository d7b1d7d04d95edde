import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onceMover } from '../faults/movers.ts';
import { createApp, listing, onVolume } from '../place/app.ts';
import { census, differences } from '../place/census.ts';
import { resumeMove, startMove } from '../place/cli.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

describe('a move in a cluster without admission policies', () => {
  let place: SandboxPlace & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openSandbox({ policies: false }));
  });
  afterAll(async () => place.close());

  it('is undone when a pod has named the claim, however short its life was', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await census(place);
    const passed = onceMover(place.sandbox, 'target', () => onVolume(place, app, { node: 'rome-1', script: 'true' }));
    const end = await startMove(place, app, 'milan').ended;
    await passed;
    expect(end).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toContain(`pod ${app.namespace}/fixture-`);
    await expect.poll(async () => differences(before, await census(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it('is undone by a resume, since nobody watched the claim meanwhile', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const before = await census(place);
    await place.killIn('retire-movers', () => startMove(place, app, 'milan'));
    const end = await resumeMove(place, app);
    expect(end).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toContain('nobody kept pods off claim');
    await expect.poll(async () => differences(before, await census(place)), { timeout: 30_000 }).toEqual([]);
  });
});
