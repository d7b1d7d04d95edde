import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phaseNames } from '../../src/move/phase-names.ts';
import type { Call } from '../faults/api-proxy.ts';
import { killAtCall } from '../faults/kill-in-phase.ts';
import { createApp, listing } from '../place/app.ts';
import { censusApart, differences } from '../place/census.ts';
import { abortMove, resumeMove, startMove, startResume } from '../place/cli.ts';
import { openProxied, type ProxiedPlace } from '../place/proxied-place.ts';

describe('a move whose liqoctl is killed', () => {
  let place: ProxiedPlace;
  beforeAll(async () => {
    place = await openProxied();
  });
  afterAll(async () => place.close());

  it('finishes although it was killed once in each phase', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const [first, ...others] = phaseNames;
    await place.killIn(first, () => startMove(place, app, 'milan'));
    for (const phase of others) await place.killIn(phase, () => startResume(place, app));
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });

  it.each(['swap-claim', 'adopt-target', 'lift-guard'] as const)('goes back after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await censusApart(place, app);
    await place.killIn(phase, () => startMove(place, app, 'milan'));
    const aborted = await abortMove(place, app, ['--discard-changes']);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await censusApart(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it.each(['DELETE', 'POST'])('goes back from the middle of the cut, after the %s of the claim', async (method) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await censusApart(place, app);
    const claims = `/namespaces/${app.namespace}/persistentvolumeclaims`;
    const fits = (call: Call) => call.method === method && call.path.includes(claims);
    await place.killBy(
      (kill) => killAtCall(fits, kill),
      () => startMove(place, app, 'milan'),
    );
    const aborted = await abortMove(place, app);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await censusApart(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it.each(['release-source', 'close-workspace'] as const)('has no way back after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    await place.killIn(phase, () => startMove(place, app, 'milan'));
    const refused = await abortMove(place, app);
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout + refused.stderr).toContain('move resume');
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });
});
