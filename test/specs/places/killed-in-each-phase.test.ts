// @module-tag core
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plannedPhases } from '../../../src/move/model/phase-names.ts';
import { createApp, listing } from '../../place/app.ts';
import { resumeMove, startMove, startResume } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { openProxied, type Proxied } from '../../place/proxied-place.ts';

describe('a move whose liqoctl is killed', () => {
  let place: Place & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openPlace());
  });
  afterAll(async () => place.close());

  it('finishes although it was killed once in each phase', async () => {
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    const [first = 'open-journal', ...others] = plannedPhases();
    await place.killIn(first, () => startMove(place, app, place.virtualNode));
    for (const phase of others) await place.killIn(phase, () => startResume(place, app));
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, place.virtualNode)).toBe(files);
  });
});
