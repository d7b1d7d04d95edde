import type { MatrixDirection, MatrixVariant } from '../points/directions.ts';
import type { MatrixMode } from '../points/point.ts';

/** Where a table counts a point. */
export interface Cell {
  readonly mode: MatrixMode | 'story';
  readonly variant: MatrixVariant;
  readonly direction: Pick<MatrixDirection, 'name'>;
}

/** What no other cell is called. */
export function nameCell({ mode, variant, direction }: Cell): string {
  return `${mode} ${variant} ${direction.name}`;
}

/** What came of the points of a cell that were tried. */
export interface Counts {
  readonly tried: number;
  /** In which no safe copy was there for a moment, or the data is not where or what it should be. */
  readonly lost: number;
  /** Which did not come to their end, or to another one. */
  readonly stuck: number;
  /** Behind which something of the move was still there. */
  readonly left: number;
  /** Writes, by anybody, after each of which the witness looked for a safe copy. */
  readonly looks: number;
}

export const noCounts: Counts = { tried: 0, lost: 0, stuck: 0, left: 0, looks: 0 };

/** Counts one point more; a point may be counted as lost, stuck and left at once. */
export function countPoint(counts: Counts, { bad, looks }: { bad: readonly string[]; looks: number }): Counts {
  const faults = new Set(bad.map(faultOf));
  const more = (fault: ReturnType<typeof faultOf>) => (faults.has(fault) ? 1 : 0);
  return {
    tried: counts.tried + 1,
    lost: counts.lost + more('lost'),
    stuck: counts.stuck + more('stuck'),
    left: counts.left + more('left'),
    looks: counts.looks + looks,
  };
}

function faultOf(line: string): 'lost' | 'stuck' | 'left' {
  if (line.startsWith('left: ')) return 'left';
  return /^(no safe copy|the data is|the claim means|the virtual volume and|(real )?claim \S+ is not bound)/.test(line) ? 'lost' : 'stuck';
}
