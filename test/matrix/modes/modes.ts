import type { MatrixMode, Point } from '../points/point.ts';
import type { PointEnd, PointRun } from '../points/point-run.ts';
import { runFaulty } from './fault.ts';
import { runKilled } from './kill.ts';
import { runMeddled } from './meddle.ts';
import { runMisread } from './reads.ts';
import { runSleeper } from './sleeper.ts';
import { runTwiceKilled } from './twice.ts';

/** `seconds` are the writes of the second command to which something happens as well. */
type MatrixCase = readonly [how: string, way: string, seconds?: readonly number[]];

interface ModeOfMatrix {
  readonly run: (run: PointRun, point: Point) => Promise<PointEnd>;
  /** What happens to a call, and how the move goes on: each pair is a point. */
  readonly cases: readonly MatrixCase[];
  /** Which calls of a move it happens to; `phases` are the last writes of each. */
  readonly at: 'writes' | 'reads' | 'phases';
}

const ends = ['abort', 'resume'] as const;
const kills = ['before', 'after'].flatMap((how) => ends.map((way) => [how, way] as const));
/** No abort and no resume has more writes. */
const mostWritesAfterwards = 70;
const killsOfEach = kills.map(([how, way]) => [how, way, countTo(mostWritesAfterwards)] as const);
/** The second one is in the middle of taking over, or behind that. */
const leads = [4, 10];
const each = (hows: readonly string[]) => hows.map((how) => [how, 'end'] as const);

function countTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

export const modesOfMatrix: Readonly<Record<MatrixMode, ModeOfMatrix>> = {
  kill: { run: runKilled, cases: [...kills, ['before', 'resume-rejoined', leads], ['before', 'abort-rejoined', leads]], at: 'writes' },
  fault: { run: runFaulty, cases: each(['lost', 'unanswered', '409', '429', '500', '504']), at: 'writes' },
  undo: { run: runTwiceKilled, cases: killsOfEach, at: 'phases' },
  again: { run: runTwiceKilled, cases: killsOfEach, at: 'phases' },
  sleeper: { run: runSleeper, cases: ends.map((way) => ['late', way] as const), at: 'writes' },
  meddle: { run: runMeddled, cases: [['target-lost', 'end']], at: 'phases' },
  reads: { run: runMisread, cases: each(['lost', 'stale']), at: 'reads' },
};
