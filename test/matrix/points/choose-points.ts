import { hashOf } from '../world/folders.ts';
import { formatPoint, type MatrixMode, type Point } from './point.ts';
import type { Wish } from './wish.ts';

/** How many points of a row a sample takes: together they last a minute or two on two cores. */
const shares: Readonly<Record<MatrixMode, number>> = { kill: 11, fault: 8, undo: 5, again: 5, sleeper: 5, reads: 4, meddle: 2 };

/** Fewer where a move is unusual. */
function shareOf({ mode, variant }: Point): number {
  if (variant === 'plain') return shares[mode];
  return mode === 'kill' ? 2 : 1;
}

/** A sample does not look for writes of a second command that are seldom there. */
const lastSecondOfSample = 20;

/** What the wish is about; of a sample some, always the same for the same seed. */
export function choosePoints(row: readonly Point[], { sample, evenly, seed, most, from, to }: Wish): readonly Point[] {
  const wanted = row.filter(({ at }) => at >= from && at <= to);
  if (evenly) return spreadEvenly(wanted).slice(0, most);
  if (!sample) return wanted;
  const [first] = wanted;
  const share = most ?? (first === undefined ? 0 : shareOf(first));
  const known = wanted.filter((point) => (point.second ?? 0) <= lastSecondOfSample);
  const drawn = known.map((point) => ({ point, lot: hashOf(`${seed} ${formatPoint(point)}`) }));
  return drawn
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, share)
    .map(({ point }) => point);
}

/**
 * In an order of which every beginning is spread over the whole. Steps of a fixed number of points would meet the same case of each write again
 * and again; those of the golden ratio meet all of them.
 */
function spreadEvenly(row: readonly Point[]): readonly Point[] {
  const ratio = (Math.sqrt(5) - 1) / 2;
  const order = new Set<Point>();
  for (let step = 0; order.size < row.length; step += 1) {
    const point = row[Math.floor(((step * ratio) % 1) * row.length)];
    if (point !== undefined) order.add(point);
  }
  return [...order];
}
