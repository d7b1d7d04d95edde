import type { MoveContext } from '../model/context.ts';
import type { Move } from '../model/move.ts';

/** How calls are retried while no phase runs: what is waited for is told in a warning. */
export function betweenPhases(
  { clock, emit }: Pick<MoveContext, 'clock' | 'emit'>,
  signal: AbortSignal,
): Pick<Move, 'clock' | 'signal' | 'waiting'> {
  return { clock, signal, waiting: (forWhat) => emit({ type: 'warning', text: `waiting for ${forWhat}` }) };
}
