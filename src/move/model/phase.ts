import type { Copy } from './copy-state.ts';
import type { Journal } from './journal.ts';
import type { Move } from './move.ts';
import type { PhaseName } from './phase-names.ts';

/**
 * One step of a move. Running it again after a crash anywhere in it leads to the same state: it looks first, then changes what is not yet so.
 * What it needs of the engine it says itself: the engine knows no phase by name or place.
 */
export type Phase<Name extends PhaseName = PhaseName> = PlainPhase<Name> | CopyingPhase<Name>;

/** A phase that acts through the clusters alone. */
export interface PlainPhase<Name extends PhaseName = PhaseName> extends PhaseTerms<Name> {
  readonly copies: false;
  forward(move: Move): Promise<void>;
}

/** A phase that follows the two movers at their work; they are started by the first one, and no longer watched after the last. */
export interface CopyingPhase<Name extends PhaseName = PhaseName> extends PhaseTerms<Name> {
  readonly copies: true;
  forward(move: CopyingMove): Promise<void>;
}

type Mounters = 'allowed' | 'end-it' | 'looked-for';

interface PhaseTerms<Name extends PhaseName> {
  readonly name: Name;
  /** Whether the first Ctrl-C ends it; else that only keeps the next phase from starting. */
  readonly interruptible: boolean;
  /** Foreign pods that name the claim meanwhile may do so, end the phase at once, or are looked for by the phase itself at the right moment. */
  readonly mounters: Mounters | ((journal: Journal) => Mounters);
  /** Whether this move goes without it; never where absent. */
  readonly isSkipped?: (journal: Journal) => boolean;
  /** The flag by which the user has chosen that it does nothing, as in `--verify=none`; undefined where it has something to do. */
  readonly optedOut?: (journal: Journal) => string | undefined;
  /** What the user reads of it at its end, besides its time. */
  readonly note?: (journal: Journal) => string | undefined;
  /** Takes back what was begun of it, from any point. */
  undo(move: Move): Promise<void>;
}

export interface CopyingMove extends Move {
  /** The two movers, started by the first call. */
  copy(): Copy;
}

/** What foreign pods that name the claim may do during that phase of that move. */
export function mountersDuring({ mounters }: Phase, journal: Journal): Mounters {
  return typeof mounters === 'function' ? mounters(journal) : mounters;
}

/** For phases that leave nothing behind which another phase does not take away. */
export async function nothingToUndo(): Promise<void> {}
