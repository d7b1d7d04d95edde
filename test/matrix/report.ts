import { renderTable } from '../../src/output/table.ts';
import { matrixDirections } from './points/directions.ts';
import { formatPoint, type Point } from './points/point.ts';
import type { PointResult } from './points/run-point.ts';
import { type Cell, countPoint, type Counts, nameCell, noCounts } from './record/counts.ts';
import type { RecordedRow } from './record/row.ts';

/** What has been run so far, by mode and direction. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** How many points that cell has, tried or not. */
  plan(cell: Cell, points: number): void;
  note(cell: Cell, result: Pick<PointResult, 'bad' | 'looks'>): void;
  /** A point that is not there after all. */
  drop(cell: Cell): void;
  /** A row for each mode and variant, a column for each direction. */
  render(): readonly string[];
  /** Cells of which at least one point was tried. */
  rows(): readonly RecordedRow[];
}

interface Counted {
  readonly cell: Cell;
  readonly points: number | undefined;
  readonly failed: number;
  readonly counts: Counts;
}

export function createTally(): Tally {
  const counted = new Map<string, Counted>();
  const change = (cell: Cell, by: (before: Counted) => Partial<Counted>) => {
    const key = nameCell(cell);
    const before = counted.get(key) ?? { cell, points: undefined, failed: 0, counts: noCounts };
    counted.set(key, { ...before, ...by(before) });
  };
  const sum = (of: (each: Counted) => number) => [...counted.values()].reduce((total, each) => total + of(each), 0);
  return {
    get passed() {
      return sum(({ counts, failed }) => counts.tried - failed);
    },
    get failed() {
      return sum(({ failed }) => failed);
    },
    plan: (cell, points) => change(cell, () => ({ points })),
    drop: (cell) => change(cell, ({ points }) => ({ points: points === undefined ? undefined : points - 1 })),
    note: (cell, result) =>
      change(cell, ({ counts, failed }) => ({
        counts: countPoint(counts, result),
        failed: failed + (result.bad.length > 0 ? 1 : 0),
      })),
    render: () => [...renderCounts([...counted.values()]), `looked for a safe copy after ${sum(({ counts }) => counts.looks)} writes`],
    rows: () =>
      [...counted.values()]
        .filter(({ counts }) => counts.tried > 0)
        .map(({ cell: { mode, variant, direction }, points, counts }) => ({
          mode,
          variant,
          direction: direction.name,
          ...(points !== undefined && { points }),
          ...counts,
        })),
  };
}

function rowName({ mode, variant }: Cell): string {
  return variant === 'plain' ? mode : `${mode}, ${variant}`;
}

function renderCounts(all: readonly Counted[]): readonly string[] {
  const tried = all.filter(({ counts }) => counts.tried > 0);
  const names = [...new Set(tried.map(({ cell }) => rowName(cell)))];
  const cellText = (name: string, direction: string) => {
    const count = tried.find(({ cell }) => rowName(cell) === name && cell.direction.name === direction);
    if (count === undefined) return '-';
    const passed = String(count.counts.tried - count.failed);
    return count.failed === 0 ? passed : `${passed}, ${count.failed} failed`;
  };
  const rows = names.map((name) => [name, ...matrixDirections.map((direction) => cellText(name, direction.name))]);
  return renderTable([['points', ...matrixDirections.map(({ words }) => words)], ...rows]);
}

/** Long lists of what is left say the same again and again. */
const mostLines = 12;

/** What was wrong with a point, and the command that runs it again. */
export function renderFailure(point: Point, { hit = 'nothing happened', bad, steps }: PointResult): readonly string[] {
  const more = bad.length > mostLines ? [`and ${bad.length - mostLines} more`] : [];
  return [
    `FAILED ${formatPoint(point)}: ${point.direction.words}, ${hit}`,
    ...[...bad.slice(0, mostLines), ...more, ...steps.map((step) => `(${step})`)].map((line) => `  ${line}`),
    `  again: npm run test:matrix ${formatPoint(point)}`,
  ];
}
