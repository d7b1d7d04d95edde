import type { Around } from '../work/task.ts';
import { inWorld } from '../world/in-world.ts';
import type { World } from '../world/world.ts';
import { choosePoints } from './choose-points.ts';
import type { MatrixDirection, MatrixVariant } from './directions.ts';
import { measureAfterwards, measureMove } from './measure-move.ts';
import { type MatrixRow, type MoveLength, planRow, rowsOf } from './plan-points.ts';
import { formatPoint } from './point.ts';
import type { Wish } from './wish.ts';

/** Tells the points of every row of that direction. */
export async function planDirection(wish: Wish, direction: MatrixDirection, { tell }: Around): Promise<void> {
  const rows = rowsOf(wish, direction);
  const lengths = await inWorld(direction, rows, async (world) => measureRows(world, rows, wish));
  for (const row of rows) {
    const length = lengths.get(row.variant);
    const points = length === undefined ? [] : planRow(row, length);
    const all = wish.sample ? undefined : points.length;
    tell({ kind: 'planned', cell: row, all, points: choosePoints(points, wish).map(formatPoint) });
  }
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
