import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp, listing } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

/** As between continents, on a bad day. */
const quality = { bitsPerSecond: 100e6, roundTripSeconds: 0.3, loss: 0.05 };

let place: Place;
beforeAll(async () => {
  place = { ...(await openPlace()), programs: { seconds: 600 } };
});
afterAll(async () => place.close());

it(
  'a volume gets to a provider and back over a link of 300 ms that loses every twentieth packet',
  { timeout: 1_500_000 },
  async ({ skip }) => {
    const { faults } = place;
    if (faults === undefined)
      return skip('the network here is not ours to lengthen; the movers alone are tried over such a link elsewhere');
    const [here] = place.localNodes;
    const there = place.virtualNode;
    const app = await createApp(place, { node: here });
    const files = await listing(place, app, here);
    await faults.withLongWay(quality, async () => {
      const out = await moveVolume(place, app, there);
      expect(out.exitCode, out.stdout).toBe(0);
    });
    expect(await listing(place, app, there)).toBe(files);
    await faults.withLongWay(quality, async () => {
      const back = await moveVolume(place, app, here);
      expect(back.exitCode, back.stdout).toBe(0);
    });
    expect(await listing(place, app, here)).toBe(files);
  },
);
