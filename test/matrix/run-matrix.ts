import { eachOf } from '../each-of.ts';
import { matrixDirections } from './points/directions.ts';
import { planTasks, type PlannedRow } from './points/plan-tasks.ts';
import { formatPoint } from './points/point.ts';
import type { Wish } from './points/wish.ts';
import { type Cell, nameCell } from './record/counts.ts';
import type { Tally } from './report.ts';
import type { Crew } from './work/crew.ts';
import type { News, Task } from './work/task.ts';

interface Hearers {
  readonly say: (line: string) => void;
  readonly tally: Tally;
  /** Told when every point of a row has been tried that is wanted of it. */
  readonly rowDone: (cell: Cell) => void;
  /** No further task is begun when it answers true. */
  readonly isOver: () => boolean;
}

/** Runs what is wished, counts it, and tells what is wrong as it comes. Stories are no part of it. */
export async function runMatrix(wish: Wish, crew: Crew, hearers: Hearers): Promise<void> {
  const { say, tally, rowDone, isOver } = hearers;
  const rows = await planRows(wish, crew, tally);
  const left = new Map(rows.map(({ cell, points }) => [nameCell(cell), points.length]));
  const hear = (news: News) => {
    note(news, { say, tally });
    const now = (left.get(nameCell(news.cell)) ?? 0) - 1;
    left.set(nameCell(news.cell), now);
    if (now === 0) rowDone(news.cell);
  };
  await doAll(planTasks(rows, crew.size), crew, { hear, isOver });
  for (const { name, words } of matrixDirections) {
    const tried = tally
      .rows()
      .filter(({ direction }) => direction === name)
      .reduce((sum, row) => sum + row.tried, 0);
    if (tried > 0) say(`${words}: ${tried} points`);
  }
}

/** Does tasks as far as there is time. */
export async function doAll(
  tasks: readonly Task[],
  crew: Crew,
  { hear, isOver }: { hear: (news: News) => void; isOver: () => boolean },
): Promise<void> {
  await eachOf(tasks, crew.size, async (task) => {
    if (!isOver()) await crew.do(task, hear);
  });
}

/** Counts what was tried, and says what was wrong with it. */
export function note(news: News, { say, tally }: Pick<Hearers, 'say' | 'tally'>): void {
  if (news.kind === 'absent') tally.drop(news.cell);
  if (news.kind !== 'tried') return;
  tally.note(news.cell, news);
  news.lines.forEach(say);
}

async function planRows(wish: Wish, crew: Crew, tally: Tally): Promise<readonly PlannedRow[]> {
  if (wish.points.length > 0) return wish.points.map((cell) => ({ cell, points: [formatPoint(cell)] }));
  const rows: PlannedRow[] = [];
  const tasks = wish.directions.map(({ name }) => ({ kind: 'plan', direction: name }) as const);
  const hear = (news: News) => {
    if (news.kind !== 'planned') return;
    rows.push(news);
    if (news.all !== undefined) tally.plan(news.cell, news.all);
  };
  await eachOf(tasks, crew.size, (task) => crew.do(task, hear));
  return rows;
}
