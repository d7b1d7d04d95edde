import { modesOfMatrix } from '../modes/modes.ts';
import { type MatrixDirection, type MatrixVariant, matrixVariants } from './directions.ts';
import { type MatrixMode, matrixModes, type Point } from './point.ts';
import type { Wish } from './wish.ts';

/** How long a move is to which nothing happens. */
export interface MoveLength {
  readonly writes: number;
  readonly reads: number;
  /** Number of the last write of each phase. */
  readonly lastWrites: readonly number[];
  /** Writes of the second command of a point, by {@link chainName}; known where every point is wanted. */
  readonly afterwards?: ReadonlyMap<string, number>;
}

/** A row of the matrix: one mode, one direction, one variant. */
export interface MatrixRow {
  readonly mode: MatrixMode;
  readonly direction: MatrixDirection;
  readonly variant: MatrixVariant;
}

/** The rows of that direction. An application that runs meanwhile is tried in every mode, what else is unusual with kills, unless modes are asked for. */
export function rowsOf({ modes, variants }: Wish, direction: MatrixDirection): readonly MatrixRow[] {
  const isWanted = ({ mode, variant }: MatrixRow) =>
    modes.length > 0
      ? modes.includes(mode) && (variants.length > 0 || variant === 'plain')
      : variant === 'plain' || variant === 'scale' || mode === 'kill';
  const all = (variants.length > 0 ? variants : matrixVariants).flatMap((variant) =>
    matrixModes.map((mode) => ({ mode, direction, variant })),
  );
  return all.filter(isWanted);
}

/** Every point of a row, for a move of that length. */
export function planRow({ mode, ...row }: MatrixRow, { writes, reads, lastWrites, afterwards }: MoveLength): readonly Point[] {
  const { at, cases } = modesOfMatrix[mode];
  const numbers = { writes: upTo(writes), reads: upTo(reads), phases: lastWrites }[at];
  return numbers.flatMap((number) =>
    cases.flatMap(([how, way, seconds = [undefined]]) =>
      seconds
        .filter((second) => (second ?? 0) <= (afterwards?.get(chainName(mode, number)) ?? Infinity))
        .map((second) => ({ ...row, mode, at: number, ...(second !== undefined && { second }), how, way })),
    ),
  );
}

/** What the points have in common that differ in the write of their second command only. */
export function chainName(mode: MatrixMode, at: number): string {
  return `${mode} ${at}`;
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
