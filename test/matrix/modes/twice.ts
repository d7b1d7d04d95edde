import { finish } from '../points/finish.ts';
import type { Point } from '../points/point.ts';
import { absentPoint, commandOf, judgeWrite, moveOfRun, type PointEnd, type PointRun, step } from '../points/point-run.ts';

/** Killed behind a write; the abort (`undo`) or resume (`again`) that follows is killed as well, at one of its own. */
export async function runTwiceKilled(run: PointRun, { mode, at, second = 1, how, way }: Point): Promise<PointEnd> {
  const first = judgeWrite(at, 'killed-after');
  await step(run, 'move', moveOfRun(run), first);
  if (first.hit === undefined) return absentPoint;
  const judge = judgeWrite(second, how === 'before' ? 'killed-before' : 'killed-after');
  const command = mode === 'undo' ? 'abort' : 'resume';
  await step(run, command, commandOf(run, command, { discardChanges: mode === 'undo' }), judge);
  if (judge.hit === undefined) return absentPoint;
  return { hit: judge.hit, where: await finish(run, way) };
}
