import { type MatrixDirection, matrixDirections, type MatrixVariant, matrixVariants } from './directions.ts';

export const matrixModes = ['kill', 'fault', 'undo', 'again', 'sleeper', 'reads', 'meddle'] as const;

export type MatrixMode = (typeof matrixModes)[number];

/** One move of the matrix, and what happens to it. */
export interface Point {
  readonly mode: MatrixMode;
  readonly direction: MatrixDirection;
  readonly variant: MatrixVariant;
  /** Number of the move's write, or read, to which it happens. */
  readonly at: number;
  /** Number of the write of the abort or resume that follows. */
  readonly second?: number;
  readonly how: string;
  /** How the move is brought to its end after that. */
  readonly way: string;
}

/** In words that {@link parsePoint} understands: `kill lr 17 after resume`, `undo ll+keep 50.12 before abort`. */
export function formatPoint({ mode, direction, variant, at, second, how, way }: Point): string {
  const what = variant === 'plain' ? direction.name : `${direction.name}+${variant}`;
  return `${mode} ${what} ${second === undefined ? at : `${at}.${second}`} ${how} ${way}`;
}

/** Throws TypeError where it is none. */
export function parsePoint(text: string): Point {
  const [mode, what = '', number = '', how = '', way = ''] = text.trim().split(/\s+/);
  const [name, variant = 'plain'] = what.split('+');
  const [at = 0, second] = number.split('.').map(Number);
  const ofOne = <T>(all: readonly T[], isIt: (each: T) => boolean): T => {
    const found = all.find(isIt);
    if (found === undefined) throw new TypeError(`not a point of the matrix: ${text}`);
    return found;
  };
  return {
    mode: ofOne(matrixModes, (each) => each === mode),
    direction: ofOne(matrixDirections, (each) => each.name === name),
    variant: ofOne(matrixVariants, (each) => each === variant),
    at,
    ...(second !== undefined && { second }),
    how,
    way,
  };
}
