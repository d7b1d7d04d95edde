import { eachOf } from '../each-of.ts';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import { type HeldMove, holdMove, prepareMove, type PreparedMove } from './held-move.ts';
import type { Place } from './place.ts';

/** Two cores fill so many claims beside each other, and bring so many moves to their phases. */
const atOnce = { filled: 3, moved: 5 };

/** Moves to the provider, each in the middle of another phase; they are begun in that order. */
export async function holdMoves(place: Place, phases: readonly PhaseName[]): Promise<HeldMove[]> {
  const prepared = new Map<PhaseName, PreparedMove>();
  await eachOf(phases, atOnce.filled, async (phase) => void prepared.set(phase, await prepareMove(place, phase)));
  const held: HeldMove[] = [];
  const waiting = phases.flatMap((phase) => prepared.get(phase) ?? []);
  await eachOf(waiting, atOnce.moved, async (move) => void held.push(await holdMove(place, move)));
  return held;
}
