import { untilAborted } from '../../../src/base/time/deadline.ts';
import { eachOf } from '../../each-of.ts';
import { renderFailure } from '../report.ts';
import type { Around } from '../work/task.ts';
import { inWorld } from '../world/in-world.ts';
import type { World } from '../world/world.ts';
import { formatPoint, type Point } from './point.ts';
import { type PointResult, runPoint } from './run-point.ts';
import type { Wish } from './wish.ts';

/** Runs points of one direction in clusters of their own, and tells what came of each. */
export async function runPoints(points: readonly Point[], { workers }: Pick<Wish, 'workers'>, around: Around): Promise<void> {
  const [first] = points;
  if (first === undefined || around.isOver()) return;
  const gone = new Map<string, number>();
  await inWorld(first.direction, points, (world) => {
    const all = eachOf(points, workers, (point) => run({ world, gone }, point, around));
    return untilAborted(around.signal, all, () => undefined);
  });
}

interface Place {
  readonly world: World;
  /** The first write of a second command that is not there, by {@link chainOf}. */
  readonly gone: Map<string, number>;
}

async function run({ world, gone }: Place, point: Point, { tell, signal, isOver }: Around): Promise<void> {
  if (isOver()) return;
  if (isPastEnd(gone, point)) return tell({ kind: 'absent', cell: point });
  const result = await runPoint(world, point).catch((error: unknown) => brokenPoint(error));
  // Its clusters were gone before it was done.
  if (signal.aborted) return;
  const { hit, bad, looks } = result;
  if (hit === undefined && bad.length === 0) {
    gone.set(chainOf(point), point.second ?? 1);
    return tell({ kind: 'absent', cell: point });
  }
  tell({ kind: 'tried', cell: point, bad, looks, lines: bad.length > 0 ? renderFailure(point, result) : [] });
}

/** Points that differ only in the write of the second command: behind the first one that is not there, none is. */
function chainOf(point: Point): string {
  return formatPoint({ ...point, second: 0 });
}

function isPastEnd(gone: ReadonlyMap<string, number>, point: Point): boolean {
  return point.second !== undefined && point.second > (gone.get(chainOf(point)) ?? Infinity);
}

function brokenPoint(error: unknown): PointResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { hit: undefined, bad: [`the point could not be run: ${text}`], steps: [], looks: 0 };
}
