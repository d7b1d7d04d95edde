import type { MatrixDirection, MatrixVariant } from '../points/directions.ts';
import type { MatrixMode } from '../points/point.ts';
import type { Counts } from './counts.ts';

/** What was counted in the last run of a row that was recorded. */
export interface RecordedRow extends Counts {
  readonly mode: MatrixMode | 'story';
  readonly variant: MatrixVariant;
  readonly direction: MatrixDirection['name'];
  /** How many points the row has; absent of stories, of which there is no number. */
  readonly points?: number;
}
