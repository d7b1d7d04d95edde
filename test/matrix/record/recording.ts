import type { RecordedRow } from './row.ts';

/** Writes down rows while others are still being run. */
interface Recording {
  add(rows: readonly RecordedRow[]): void;
  /** Resolves when all is written. */
  finish(): Promise<void>;
}

/** `write` is begun when the one before has ended: two at once would each write without what the other has. */
export function startRecording(write: (rows: readonly RecordedRow[]) => Promise<void>): Recording {
  let last = Promise.resolve();
  return {
    add: (rows) => {
      last = last.then(() => write(rows));
      // It is heard of at the end.
      last.catch(() => undefined);
    },
    finish: () => last,
  };
}
