import { eachOf } from '../each-of.ts';
import { choosePoints } from './points/choose-points.ts';
import type { MatrixDirection, MatrixVariant } from './points/directions.ts';
import { measureAfterwards, measureMove } from './points/measure-move.ts';
import { type MatrixRow, type MoveLength, planRow, rowsOf } from './points/plan-points.ts';
import { formatPoint, type Point } from './points/point.ts';
import { type PointResult, runPoint } from './points/run-point.ts';
import type { Wish } from './points/wish.ts';
import { renderFailure, type Tally } from './report.ts';
import { startWorld, type World } from './world/world.ts';

/** What clusters have seen makes them slower and slower. */
const pointsInOneWorld = 150;

interface Around {
  readonly say: (line: string) => void;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** No further point is begun when it answers true. */
  readonly isOver: () => boolean;
  readonly tally: Tally;
}

/** Runs what is wished, counts it, and tells what is wrong as it comes. */
export async function runMatrix(wish: Wish, { say, signal, isOver, tally }: Around): Promise<void> {
  const gone = new Map<string, number>();
  const run = async (world: World, point: Point) => {
    if (isOver()) return;
    if (isPastEnd(gone, point)) return tally.drop(point);
    const result = await runPoint(world, point).catch((error: unknown) => brokenPoint(error));
    // Its clusters were gone before it was done.
    if (signal.aborted) return;
    if (result.hit === undefined && result.bad.length === 0) {
      gone.set(chainOf(point), point.second ?? 1);
      return tally.drop(point);
    }
    tally.note(point, result);
    if (result.bad.length > 0) renderFailure(point, result).forEach(say);
  };
  for (const direction of wish.directions) {
    const points =
      wish.points.length > 0 ? wish.points.filter((point) => point.direction === direction) : await planDirection(wish, direction, tally);
    if (points.length === 0 || isOver()) continue;
    const before = tally.passed + tally.failed;
    for (let at = 0; at < points.length; at += pointsInOneWorld) {
      const some = points.slice(at, at + pointsInOneWorld);
      await inWorld(direction, some, (world) => Promise.race([eachOf(some, wish.workers, (point) => run(world, point)), aborted(signal)]));
    }
    say(`${direction.words}: ${tally.passed + tally.failed - before} points`);
  }
}

async function inWorld<R>(
  { providers }: MatrixDirection,
  points: readonly Pick<Point, 'variant'>[],
  use: (world: World) => Promise<R>,
): Promise<R> {
  const world = await startWorld({ providers, ownClass: points.some(({ variant }) => variant === 'own') });
  try {
    return await use(world);
  } finally {
    await world.stop();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function planDirection(wish: Wish, direction: MatrixDirection, tally: Tally): Promise<readonly Point[]> {
  const rows = rowsOf(wish, direction);
  const planned = await inWorld(direction, rows, async (world) => measureRows(world, rows, wish));
  return rows.flatMap((row) => {
    const length = planned.get(row.variant);
    const points = length === undefined ? [] : planRow(row, length);
    if (!wish.sample) tally.plan(row, points.length);
    return choosePoints(points, wish);
  });
}

/** How long moves are, by variant; how long what follows a kill is, where every point is to be known. */
async function measureRows(
  world: World,
  rows: readonly MatrixRow[],
  { sample, workers }: Wish,
): Promise<ReadonlyMap<MatrixVariant, MoveLength>> {
  const lengths = new Map<MatrixVariant, MoveLength>();
  await Promise.all(
    [...new Map(rows.map((row) => [row.variant, row])).values()].map(
      async (row) => void lengths.set(row.variant, await measureMove(world, row)),
    ),
  );
  if (sample) return lengths;
  for (const row of rows) {
    const length = lengths.get(row.variant);
    if (length === undefined) continue;
    const more = await measureAfterwards(world, { ...row, lastWrites: length.lastWrites, workers });
    lengths.set(row.variant, { ...length, afterwards: new Map([...(length.afterwards ?? []), ...more]) });
  }
  return lengths;
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
