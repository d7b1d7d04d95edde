import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp, listing } from '../../place/app.ts';
import { type CliEnd, moveVolume } from '../../place/cli.ts';
import { cordon } from '../../place/cordon.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { differences, takeSnapshot } from '../../place/snapshot.ts';

const mebibyte = 1024 ** 2;

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(async () => place.close());

it('a move whose repository has no room is undone, and says so', async ({ skip }) => {
  const { withSmallDisk } = place;
  if (withSmallDisk === undefined) return skip('only root may mount a small disk, and only where the nodes are on this machine');
  // The repository is no mover: it goes where pods may start.
  const [here, beside] = place.localNodes;
  const app = await createApp(place, { node: here, fill: 'head -c 40000000 /dev/urandom > /data/large' });
  const files = await listing(place, app, here);
  const before = await takeSnapshot(place, app);
  let end: CliEnd | undefined;
  await cordon(place, here, true);
  try {
    await withSmallDisk(beside, 16 * mebibyte, async () => void (end = await moveVolume(place, app, place.virtualNode)));
  } finally {
    await cordon(place, here, false);
  }
  expect(end, end?.stdout).toMatchObject({ exitCode: 4 });
  expect(end?.stdout).toContain('507 Insufficient Storage');
  expect(end?.stdout).toContain('--repository-class');
  await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 60_000 }).toEqual([]);
  expect(await listing(place, app, here)).toBe(files);
});
