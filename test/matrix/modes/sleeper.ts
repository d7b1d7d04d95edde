import { peekJournal } from '../look/safe-copies.ts';
import { Operator } from '../operator/operator.ts';
import { finish } from '../points/finish.ts';
import type { Point } from '../points/point.ts';
import { absentPoint, cleanUpCommand, judgeWrite, moveOfRun, type PointEnd, type PointRun, step } from '../points/point-run.ts';

/**
 * Killed while a write is on its way, which arrives when somebody else has brought the move to its end. What it creates then is cleaned up; a change
 * or a deletion that comes late finds another version, and leaves nothing to clean up.
 */
export async function runSleeper(run: PointRun, { at, way }: Point): Promise<PointEnd> {
  const judge = judgeWrite(at, 'late');
  const dead = new Operator(run.world, judge);
  run.steps.push(`move: ${await dead.run(moveOfRun(run))}`);
  if (judge.hit === undefined) return absentPoint;
  const where = await finish(run, way);
  run.steps.push(`the late write: ${await dead.arrive()}`);
  // A journal is no leftover: it is a move that has not got beyond its beginning, and `move list` shows it.
  if (peekJournal(run.world, run.app) !== undefined) await finish(run, 'abort');
  if (judge.hit.verb === 'create') await step(run, 'cleanup', cleanUpCommand(run));
  return { hit: judge.hit, where };
}
