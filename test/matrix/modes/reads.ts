import type { OperatorCall, ReadFate } from '../operator/call.ts';
import type { Point } from '../points/point.ts';
import { absentPoint, moveOfRun, type PointEnd, type PointRun, step } from '../points/point-run.ts';
import { finishFaulty } from './fault.ts';

/** One get, list or watch is lost, or answered with what was heard before. */
export async function runMisread(run: PointRun, { at, how }: Point): Promise<PointEnd> {
  const seen: { hit?: OperatorCall } = {};
  const read = (call: OperatorCall): ReadFate => {
    if (call.number !== at) return 'passed';
    seen.hit = call;
    return how as ReadFate;
  };
  const end = await step(run, 'move', moveOfRun(run), { read });
  return seen.hit === undefined ? absentPoint : { hit: seen.hit, where: await finishFaulty(run, end) };
}
