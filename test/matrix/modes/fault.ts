import type { WriteFate } from '../operator/call.ts';
import { finish } from '../points/finish.ts';
import type { Point } from '../points/point.ts';
import {
  absentPoint,
  isForwardEnd,
  judgeWrite,
  moveOfRun,
  type PointEnd,
  type PointRun,
  step,
  type Whereabouts,
} from '../points/point-run.ts';

/** One write fails, and the move goes on as if nothing had happened. */
export async function runFaulty(run: PointRun, { at, how }: Point): Promise<PointEnd> {
  const judge = judgeWrite(at, how as WriteFate);
  const end = await step(run, 'move', moveOfRun(run), judge);
  if (judge.hit === undefined) return absentPoint;
  return { hit: judge.hit, where: await finishFaulty(run, end) };
}

/** After a fault that must not matter; a kept source is released. */
export async function finishFaulty(run: PointRun, end: string): Promise<Whereabouts> {
  if (!isForwardEnd(run, end)) run.bad.push(`move: ${end}`);
  if (end.startsWith('undone')) return 'source';
  return end === 'moved' ? 'target' : finish(run, 'resume');
}
