import type { Journal } from './journal.ts';

/** The journal of one move as we last saw it, and the only way to change it. */
export interface JournalHandle {
  readonly value: Journal;
  /** Writes what `change` makes of the journal. Throws when anybody else has written meanwhile: there is one writer, the lease's holder. */
  update(change: (journal: Journal) => Journal): Promise<void>;
  remove(): Promise<void>;
}
