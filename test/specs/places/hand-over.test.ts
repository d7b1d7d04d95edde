import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listing } from '../../place/app.ts';
import type { HeldMove } from '../../place/held-move.ts';
import { holdMoves } from '../../place/held-moves.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

/** From the claim's exchange to the end of the old copy: in each the virtual kubelet must see something, or let go of it. */
const phases = ['release-source', 'lift-guard', 'adopt-target', 'swap-claim'] as const;

let place: Place;
let held: readonly HeldMove[] = [];
beforeAll(async () => {
  place = { ...(await openPlace()), programs: { seconds: 900 } };
});
afterAll(async () => {
  await Promise.all(held.map((move) => move.close()));
  await place.close();
});

it(
  'moves that hand over are finished, although what plays the virtual kubelet dies and comes back',
  { timeout: 1_200_000 },
  async ({ skip }) => {
    const { faults } = place;
    if (faults === undefined) return skip('the virtual kubelet here is not ours to kill');
    held = await holdMoves(place, phases);
    await faults.withoutLiqo(async () => {
      held.forEach((move) => move.letGo());
      await pause(10_000);
    });
    for (const { run, app, files } of held) {
      const end = await run.ended;
      expect(end.exitCode, end.stdout).toBe(0);
      expect(await listing(place, app, place.virtualNode)).toBe(files);
    }
  },
);
