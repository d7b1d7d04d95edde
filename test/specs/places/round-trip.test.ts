// @module-tag core
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, listing, readClaim } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

describe('a volume on its way to a provider and back', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(async () => place.close());
  const here = () => place.localNodes[0];
  const beside = () => place.localNodes[1];
  const there = () => place.virtualNode;

  it('keeps every file, and the claim its labels, annotations and request', async () => {
    const app = await createApp(place, { node: here() });
    const before = await readClaim(place, app);
    const files = await listing(place, app, here());

    expect(await moveVolume(place, app, there())).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, there())).toBe(files);

    // Right after the first one: nothing of it may stand in the way.
    expect(await moveVolume(place, app, beside())).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, beside())).toBe(files);

    const after = await readClaim(place, app);
    expect(after.metadata.labels).toEqual(before.metadata.labels);
    expect(after.metadata.annotations).toMatchObject({ 'example.com/note': 'mine' });
    expect(Object.keys(after.metadata.annotations ?? {}).filter((key) => key.startsWith('move.liqo.io/'))).toEqual([]);
    expect(after.spec?.resources).toEqual(before.spec?.resources);
    expect(after.spec?.accessModes).toEqual(before.spec?.accessModes);
  });

  it('moves beside another one at the same time', async () => {
    const [one, two] = await Promise.all([createApp(place, { node: here() }), createApp(place, { node: beside() })]);
    const files = [await listing(place, one, here()), await listing(place, two, beside())];
    const ends = await Promise.all([moveVolume(place, one, there()), moveVolume(place, two, there())]);
    expect(ends).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    expect([await listing(place, one, there()), await listing(place, two, there())]).toEqual(files);
  });

  it('is left alone where it already is', async () => {
    const app = await createApp(place, { node: here() });
    const end = await moveVolume(place, app, here());
    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.stdout).toContain('already');
  });
});
