import type { Cell } from '../record/counts.ts';
import type { Task } from '../work/task.ts';
import { matrixDirections } from './directions.ts';

/** The points of a row that are wanted, in words. */
export interface PlannedRow {
  readonly cell: Cell;
  readonly points: readonly string[];
}

/** What clusters have seen makes them slower and slower. */
const pointsInOneWorld = 150;

/** Shares all points out: those of one direction after those of another, none of which fills a world that could be shared by all. */
export function planTasks(rows: readonly PlannedRow[], processes: number): readonly Task[] {
  return matrixDirections.flatMap(({ name }) => {
    const points = rows.filter(({ cell }) => cell.direction.name === name).flatMap((row) => row.points);
    const size = Math.min(pointsInOneWorld, Math.ceil(points.length / processes));
    const starts = Array.from({ length: Math.ceil(points.length / (size || 1)) }, (_, index) => index * size);
    return starts.map((at) => ({ kind: 'points', points: points.slice(at, at + size) }) as const);
  });
}
