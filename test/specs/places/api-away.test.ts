import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { type PhaseName, plannedPhases } from '../../../src/move/model/phase-names.ts';
import { awaySeconds } from '../../place/away.ts';
import { expectMovedOrUndone } from '../../place/ended-move.ts';
import type { HeldMove } from '../../place/held-move.ts';
import { holdMoves } from '../../place/held-moves.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

const apiAwaySeconds = awaySeconds(300);
const phases = plannedPhases();

/**
 * One outage meets a move in each phase. The one in the restore has waited for a slow snapshot, so it is first; the one in the snapshot shall not have
 * ended it, so it is last; the others by how far they have to go.
 */
const inOrder: readonly PhaseName[] = [
  'restore-data',
  ...phases.toReversed().filter((phase) => phase !== 'restore-data' && phase !== 'take-snapshot'),
  'take-snapshot',
];

const ends: readonly [string, (place: Place, meanwhile: () => Promise<void>) => Promise<void> | undefined][] = [
  ['this cluster', (place, meanwhile) => place.faults?.withoutApi(meanwhile)],
  ['the provider', (place, meanwhile) => place.withoutProvider?.(meanwhile)],
];

describe.each(ends)('moves while the API server of %s is away', (_, without) => {
  let place: Place;
  let held: readonly HeldMove[] = [];
  beforeAll(
    async () => {
      // Behind the outage all of them come back at once.
      place = { ...(await openPlace()), programs: { seconds: 1500 + apiAwaySeconds } };
      if (place.faults === undefined) return;
      held = await holdMoves(place, inOrder);
      await without(place, async () => {
        held.forEach((move) => move.letGo());
        await pause(apiAwaySeconds * 1000);
      });
      await Promise.all(held.map((move) => move.run.ended));
    },
    2_400_000 + apiAwaySeconds * 1000,
  );
  afterAll(async () => {
    await Promise.all(held.map((move) => move.close()));
    await place.close();
  });
  beforeEach(({ skip }) => {
    if (place.faults === undefined) skip('the matrix loses every answer of these servers by itself');
  });

  it.each(phases)('in %s: finished or undone', async (phase) => {
    const move = held.find((one) => one.phase === phase) as HeldMove;
    await expectMovedOrUndone(place, { ...move, from: place.localNodes[0], to: place.virtualNode }, await move.run.ended);
  });
});
