/** A machine that was asleep while its move was ended elsewhere: its clock stood still, so it takes its lease for fresh, and tries its write again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePoint } from '../../../matrix/points/point.ts';
import { runPoint } from '../../../matrix/points/run-point.ts';
import { startWorld, type World } from '../../../matrix/world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ providers: ['milan', 'paris'], ownClass: false });
}, 60_000);
afterAll(async () => world.stop());

/** No abort has that many writes: it is over by then. */
it.each(['ll 6.99', 'll 11.99', 'll 13.99', 'rr 13.10', 'rr 13.99'])(
  'lets go again of what it has held since, when it stood before its write: %s',
  async (at) => {
    const { hit, bad } = await runPoint(world, parsePoint(`kill ${at} before abort-rejoined`));
    expect(hit).toBeDefined();
    expect(bad).toEqual([]);
  },
  60_000,
);
