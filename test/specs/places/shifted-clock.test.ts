import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shiftClock } from '../../faults/shifted-clock.ts';
import { createApp, listing } from '../../place/app.ts';
import { type CliEnd, moveVolume, readEnding, resumeMove } from '../../place/cli.ts';
import { type HeldMove, holdMove, prepareMove } from '../../place/held-move.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

const hour = 3600;

describe.each([
  ['ahead', hour],
  ['behind', -hour],
])('a liqoctl whose clock is an hour %s', (_, seconds) => {
  let place: Place;
  let shifted: Place;
  let environment: Awaited<ReturnType<typeof shiftClock>>;
  let held: HeldMove | undefined;
  beforeAll(async () => {
    place = await openPlace();
    environment = await shiftClock(seconds);
    shifted = { ...place, ...(environment && { programs: { environment } }) };
  });
  afterAll(async () => {
    await held?.close();
    await place.close();
  });
  beforeEach(({ skip }) => {
    if (environment === undefined) skip('libfaketime, which moves the clock of a program, is not on this machine');
  });

  it('moves a volume to a provider and back: its certificates are valid there', async () => {
    const [here] = place.localNodes;
    const app = await createApp(place, { node: here });
    const files = await listing(place, app, here);
    for (const node of [place.virtualNode, here]) {
      const end = await moveVolume(shifted, app, node);
      expect(end.exitCode, end.stdout).toBe(0);
      expect(clockOf(end) / hour).toBeCloseTo(seconds / hour, 0);
      expect(await listing(place, app, node)).toBe(files);
    }
  });

  it('keeps its move from one with a right clock while it lives, and not longer', async () => {
    const prepared = await prepareMove(place, 'hold-source');
    held = await holdMove(shifted, prepared);
    const other = await resumeMove(place, prepared.app);
    expect(other.exitCode, other.stdout).toBe(3);
    expect(other.stdout).toContain('is being run by');
    held.run.kill('SIGKILL');
    const next = await resumeMove(place, prepared.app);
    expect(next.exitCode, next.stdout).toBe(0);
    expect(await listing(place, prepared.app, place.virtualNode)).toBe(prepared.files);
  });
});

/** By how many seconds the clock of the program that has just ended is ahead of ours, going by its last line. */
function clockOf(end: CliEnd): number {
  const { time } = readEnding<{ time: string }>(end);
  return (Date.parse(time) - Date.now()) / 1000;
}
