import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phaseNames } from '../../src/move/phase-names.ts';
import { createApp, listing } from '../place/app.ts';
import { census, differences } from '../place/census.ts';
import { abortMove, startMove } from '../place/cli.ts';
import { openProxied, type ProxiedPlace } from '../place/proxied-place.ts';

describe('a move whose liqoctl is killed before the cut', () => {
  let place: ProxiedPlace;
  beforeAll(async () => {
    place = await openProxied();
  });
  afterAll(async () => place.close());

  const undoable = phaseNames.slice(0, phaseNames.indexOf('swap-claim'));
  it.each(undoable)('is undone without a trace after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await census(place);
    await place.killIn(phase, () => startMove(place, app, 'milan'));
    const aborted = await abortMove(place, app);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await census(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });
});
