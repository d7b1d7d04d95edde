import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plannedPhases } from '../../../src/move/model/phase-names.ts';
import { awaySeconds } from '../../place/away.ts';
import { createApp, listing } from '../../place/app.ts';
import { startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

const ends: readonly [string, (place: Place, meanwhile: () => Promise<void>) => Promise<void> | undefined][] = [
  ['this cluster', (place, meanwhile) => place.faults?.withoutApi(meanwhile)],
  ['the provider', (place, meanwhile) => place.withoutProvider?.(meanwhile)],
];

describe.each(ends)('a move while the API server of %s is away', (_, without) => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(async () => place.close());
  beforeEach(({ skip }) => {
    if (place.faults === undefined) skip('the matrix loses every answer of these servers by itself');
  });

  it.each(plannedPhases())('from %s on: goes on where it was', { timeout: 300_000 + awaySeconds * 1000 }, async (phase) => {
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    const move = startMove(place, app, place.virtualNode, ['--lease-duration', '15s']);
    await move.event((event) => event.type === 'phase-started' && event.phase === phase);
    await without(place, () => pause(awaySeconds * 1000));
    const end = await move.ended;
    expect(end.exitCode, end.stdout).toBe(0);
    expect(await listing(place, app, place.virtualNode)).toBe(files);
  });
});
