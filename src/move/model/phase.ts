import type { Move } from './move.ts';
import type { PhaseName } from './phase-names.ts';

/** One step of a move. Both directions are safe to repeat from wherever a crash left them. */
export interface Phase {
  readonly name: PhaseName;
  /** Makes true what the phase is for; resolves when it has been observed to be true. */
  forward(move: Move): Promise<void>;
  /** Puts back what forward did, wholly or in part. */
  undo(move: Move): Promise<void>;
}

/** For phases whose effect goes with that of an earlier one. */
export async function nothingToUndo(): Promise<void> {
  // Undone by the phase that made what this one worked on.
}
