import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planTasks } from '../../matrix/points/plan-tasks.ts';
import { matrixDirections } from '../../matrix/points/directions.ts';
import { startRecording } from '../../matrix/record/recording.ts';
import type { RecordedRow } from '../../matrix/record/row.ts';
import { runMatrix } from '../../matrix/run-matrix.ts';
import { parseWish } from '../../matrix/points/wish.ts';
import { createTally } from '../../matrix/report.ts';
import { startHelper } from '../../matrix/work/helper.ts';
import type { Crew } from '../../matrix/work/crew.ts';
import type { News, Task } from '../../matrix/work/task.ts';

const [ll, lr] = matrixDirections.map(({ name }) => ({ name })) as [{ name: 'll' }, { name: 'lr' }];
const countTo = (last: number) => Array.from({ length: last }, (_, index) => String(index + 1));
const row = (direction: { name: 'll' | 'lr' }, points: readonly string[], mode: 'kill' | 'fault' = 'kill') => ({
  cell: { mode, variant: 'plain' as const, direction },
  points,
});
const pointsOf = (task: Task) => (task.kind === 'points' ? task.points : []);

describe('the points of a run', () => {
  it('are shared out so that each is in one task, and every process has some', () => {
    const tasks = planTasks([row(ll, ['a', 'b', 'c']), row(lr, ['d']), row(ll, ['e', 'f'], 'fault')], 2);
    expect(tasks.map(pointsOf)).toEqual([['a', 'b', 'c'], ['e', 'f'], ['d']]);
  });

  it('are never more than clusters bear', () => {
    const tasks = planTasks([row(ll, countTo(1000))], 2).map(pointsOf);
    expect(tasks.flat()).toEqual(countTo(1000));
    expect(Math.max(...tasks.map(({ length }) => length))).toBeLessThan(200);
  });

  it('are none where a row has none', () => {
    expect(planTasks([row(ll, [])], 2)).toEqual([]);
  });
});

/** Plans a row of three points in each direction, and tells of the points what `tell` makes of them. */
function crewWith(tell: (point: string) => Omit<Extract<News, { kind: 'tried' }>, 'cell'> | { kind: 'absent' }, size = 2): Crew {
  const cell = (name: 'll' | 'lr' | 'rl' | 'rr') => ({ mode: 'kill', variant: 'plain', direction: { name } }) as const;
  return {
    size,
    do: async (task, hear) => {
      if (task.kind === 'plan') {
        const points = countTo(3).map((at) => `${task.direction} ${at}`);
        hear({ kind: 'planned', cell: cell(task.direction), all: 3, points });
      }
      for (const point of pointsOf(task)) hear({ cell: cell(point.slice(0, 2) as 'll'), ...tell(point) });
    },
    end: async () => undefined,
  };
}

const tried = (...bad: string[]) => ({ kind: 'tried', bad, looks: 10, lines: bad.map((line) => `FAILED ${line}`) }) as const;

describe('what several processes have run', () => {
  it('is counted and said together, and each row is told when it is whole', async () => {
    const said: string[] = [];
    const done = new Map<string, number | undefined>();
    const tally = createTally();
    const crew = crewWith((point) => (point === 'll 3' ? { kind: 'absent' } : tried(...(point === 'lr 2' ? ['left: a lease'] : []))));
    const wish = parseWish(['kill', 'll', 'lr'], '2026-01-01');
    await runMatrix(wish, crew, {
      say: (line) => said.push(line),
      tally,
      isOver: () => false,
      rowDone: ({ direction }) => done.set(direction.name, tally.rows().find((each) => each.direction === direction.name)?.tried),
    });
    expect(Object.fromEntries(done)).toEqual({ ll: 2, lr: 3 });
    expect(tally.rows()).toMatchObject([
      { direction: 'll', points: 2, tried: 2, left: 0, looks: 20 },
      { direction: 'lr', points: 3, tried: 3, left: 1, looks: 30 },
    ]);
    expect(said).toEqual(['FAILED left: a lease', 'local → local: 2 points', 'local → remote: 3 points']);
  });

  it('tells no row as whole of which no point was begun any more', async () => {
    const done: string[] = [];
    const tally = createTally();
    await runMatrix(
      parseWish(['kill', 'll', 'lr'], '2026-01-01'),
      crewWith(() => tried(), 1),
      {
        say: () => undefined,
        tally,
        isOver: () => tally.passed >= 2,
        rowDone: ({ direction }) => done.push(direction.name),
      },
    );
    expect(done).not.toContain('lr');
  });
});

describe('recording', () => {
  it('writes one after the other, and fails in the end where one could not be written', async () => {
    const written: string[] = [];
    const recording = startRecording(async ([first]) => {
      written.push(`${first?.mode} begins`);
      await Promise.resolve();
      if (first?.mode === 'undo') throw new Error('no space left');
      written.push(`${first?.mode} ends`);
    });
    for (const mode of ['kill', 'fault', 'undo'] as const) recording.add([{ mode } as RecordedRow]);
    await expect(recording.finish()).rejects.toThrow('no space left');
    expect(written).toEqual(['kill begins', 'kill ends', 'fault begins', 'fault ends', 'undo begins']);
  });
});

describe('a process that does a part', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'helper-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const task: Task = { kind: 'points', points: ['kill ll 3 after resume', 'kill ll 4 after resume'] };
  const start = async (script: string) => {
    const program = join(folder, 'helper.mjs');
    await writeFile(program, script);
    return startHelper(program, ['kill']);
  };

  it('tells what it has found until it is done, one task after the other, and ends when it is dismissed', async () => {
    const helper = await start(`
      const cell = { mode: process.argv[2], variant: 'plain', direction: { name: 'll' } };
      process.on('message', ({ points }) => {
        for (const _ of points) process.send({ kind: 'news', news: { kind: 'absent', cell } });
        process.send({ kind: 'done' });
      });
    `);
    const heard: News[] = [];
    await helper.do(task, (news) => heard.push(news));
    await helper.do(task, (news) => heard.push(news));
    expect(heard).toHaveLength(4);
    expect(heard[0]).toEqual({ kind: 'absent', cell: { mode: 'kill', variant: 'plain', direction: { name: 'll' } } });
    helper.dismiss();
    await helper.gone;
  });

  it.each([
    ['process.exit(7)', 'it has ended with exit code 7'],
    ["process.kill(process.pid, 'SIGKILL')", 'it was ended by SIGKILL'],
  ])('is missed when it dies: %s', async (death, words) => {
    const helper = await start(`process.on('message', () => ${death});`);
    const message = `a process of the matrix is gone in the middle of its work (2 points from kill ll 3 after resume on): ${words}`;
    await expect(helper.do(task, () => undefined)).rejects.toThrow(message);
    await helper.gone;
  });
});
