import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plannedPhases } from '../../../src/move/model/phase-names.ts';
import { createApp, listing } from '../../place/app.ts';
import { takeSnapshot, differences } from '../../place/snapshot.ts';
import { abortMove, startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { openProxied, type Proxied } from '../../place/proxied-place.ts';

describe('a move whose liqoctl is killed before the cut', () => {
  let place: Place & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openPlace());
  });
  afterAll(async () => place.close());

  beforeEach(({ skip }) => {
    if (!place.shared) skip('npm run test:crash does it in the sandbox, in every direction');
  });

  const undoable = plannedPhases().slice(0, plannedPhases().indexOf('swap-claim'));
  it.each(undoable)('is undone without a trace after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    const before = await takeSnapshot(place, app);
    await place.killIn(phase, () => startMove(place, app, place.virtualNode));
    const aborted = await abortMove(place, app);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, place.localNodes[0])).toBe(files);
  });
});
