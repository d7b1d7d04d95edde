import type { MatrixDirection } from '../points/directions.ts';
import type { Cell } from '../record/counts.ts';

/** A part of the matrix that one process does on its own, in words that go from one process to another. */
export type Task =
  | { readonly kind: 'plan'; readonly direction: MatrixDirection['name'] }
  /** In the words of `formatPoint`, all of one direction. */
  | { readonly kind: 'points'; readonly points: readonly string[] }
  | { readonly kind: 'stories'; readonly direction: MatrixDirection['name']; readonly numbers: readonly number[] };

/** What is told while a task is being done. */
export type News =
  /** The points of a row that are wanted. `all`: how many it has, where every one of them is known. */
  | { readonly kind: 'planned'; readonly cell: Cell; readonly all: number | undefined; readonly points: readonly string[] }
  /** `lines` tell people what was wrong. */
  | {
      readonly kind: 'tried';
      readonly cell: Cell;
      readonly bad: readonly string[];
      readonly looks: number;
      readonly lines: readonly string[];
    }
  /** A point that is not there after all. */
  | { readonly kind: 'absent'; readonly cell: Cell };

/** What a process needs for a task beside the wish. */
export interface Around {
  readonly tell: (news: News) => void;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** Nothing further is begun when it answers true. */
  readonly isOver: () => boolean;
}
