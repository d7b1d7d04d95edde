import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { moveVolume, startMove } from '../../place/cli.ts';
import { createDatabase, type Database } from '../../place/database.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { lookUntil } from '../../place/waiting.ts';

describe('a StatefulSet whose volume moves', { tags: ['real'] }, () => {
  let place: Place;
  let db: Database;
  let first: string[];
  beforeAll(async () => {
    place = await openPlace();
    db = await createDatabase(place, place.localNodes[0]);
  });
  afterAll(async () => place.close());

  it('is kept out while the volume moves, and starts by itself where it has gone', async () => {
    await db.ask();
    expect(await db.found()).toEqual({ node: place.localNodes[0], lines: [] });
    await db.stop();
    const move = startMove(place, db, place.virtualNode);
    await move.event((event) => event.type === 'phase-done' && event.phase === 'arm-guard');
    await db.ask();
    const said = await lookUntil(
      () => db.complaints(),
      (text) => text !== '',
    );
    expect(said).toContain(`liqoctl move abort ${db.claim}`);
    const end = await move.ended;
    expect(end.exitCode, end.stdout).toBe(0);
    const { node, lines } = await db.found();
    expect(node).toBe(place.virtualNode);
    expect(lines).toHaveLength(1);
    first = lines;
  });

  it('finds its data again when the volume has come back, to another node', async () => {
    await db.stop();
    const end = await moveVolume(place, db, place.localNodes[1]);
    expect(end.exitCode, end.stdout).toBe(0);
    await db.ask();
    const { node, lines } = await db.found();
    expect(node).toBe(place.localNodes[1]);
    expect(lines).toEqual([...first, expect.any(String)]);
  });

  it('did all of that on classes that wait for the first pod', async ({ skip }) => {
    const lists = await Promise.all(Object.values(place.clusters).map((port) => port.list(kinds.storageClass)));
    const real = lists.flatMap(({ items }) => items.filter(({ metadata }) => metadata.name !== place.virtualClass));
    if (real.some(({ volumeBindingMode }) => volumeBindingMode !== 'WaitForFirstConsumer')) skip('some classes here bind at once');
    expect(real.length).toBeGreaterThanOrEqual(2);
  });
});
