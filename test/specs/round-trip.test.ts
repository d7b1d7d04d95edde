import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/kinds.ts';
import { createApp, listing, readClaim } from '../place/app.ts';
import { moveVolume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

describe('a volume on its way to a provider and back', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
  });
  afterAll(async () => place.sandbox.stop());

  it('keeps every file, and the claim its labels, annotations and request', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const before = await readClaim(place, app);
    const files = await listing(place, app, 'rome-1');

    expect(await moveVolume(place, app, 'milan')).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);

    // Right after the first one: nothing of it may stand in the way.
    expect(await moveVolume(place, app, 'rome-2')).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'rome-2')).toBe(files);

    const after = await readClaim(place, app);
    expect(after.metadata.labels).toEqual(before.metadata.labels);
    expect(after.metadata.annotations).toMatchObject({ 'example.com/note': 'mine' });
    expect(Object.keys(after.metadata.annotations ?? {}).filter((key) => key.startsWith('move.liqo.io/'))).toEqual([]);
    expect(after.spec?.resources).toEqual(before.spec?.resources);
    expect(after.spec?.accessModes).toEqual(before.spec?.accessModes);
  });

  it('dies with its claim after the move, in both clusters, as Liqo means it to', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    expect(await moveVolume(place, app, 'milan')).toMatchObject({ exitCode: 0 });
    const { metadata, spec } = await readClaim(place, app);
    const { uid = '', resourceVersion = '' } = metadata;
    await place.consumer.remove(kinds.claim, { namespace: app.namespace, name: app.claim }, { uid, resourceVersion });
    const remote = { namespace: `${app.namespace}-rome`, name: app.claim };
    await expect.poll(() => place.clusters['milan']?.find(kinds.claim, remote), { timeout: 30_000 }).toBeUndefined();
    await expect.poll(() => place.consumer.find(kinds.volume, { name: spec?.volumeName ?? '' }), { timeout: 30_000 }).toBeUndefined();
  });

  it('moves beside another one at the same time', async () => {
    const [one, two] = await Promise.all([createApp(place, { node: 'rome-1' }), createApp(place, { node: 'rome-2' })]);
    const files = [await listing(place, one, 'rome-1'), await listing(place, two, 'rome-2')];
    const ends = await Promise.all([moveVolume(place, one, 'milan'), moveVolume(place, two, 'milan')]);
    expect(ends).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    expect([await listing(place, one, 'milan'), await listing(place, two, 'milan')]).toEqual(files);
  });

  it('is left alone where it already is', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const end = await moveVolume(place, app, 'rome-1');
    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.stdout).toContain('already');
  });
});
