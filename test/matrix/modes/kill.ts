import { finish } from '../points/finish.ts';
import type { Point } from '../points/point.ts';
import { absentPoint, isForwardEnd, judgeWrite, moveOfRun, type PointEnd, type PointRun, step } from '../points/point-run.ts';
import type { OperatorCall, WriteFate } from '../operator/call.ts';
import { Operator } from '../operator/operator.ts';

/** Killed before a write or behind it; then aborted or resumed, and in the end perhaps while the first one comes back. */
export async function runKilled(run: PointRun, { at, second = 1, how, way }: Point): Promise<PointEnd> {
  const [command = '', comesBack] = way.split('-');
  if (comesBack !== undefined) return runRejoined(run, { at, command, lead: second });
  const judge = judgeWrite(at, how === 'before' ? 'killed-before' : 'killed-after');
  await step(run, 'move', moveOfRun(run), judge);
  return judge.hit === undefined ? absentPoint : { hit: judge.hit, where: await finish(run, way) };
}

/** A machine that was suspended knows nothing of the other one, which is at its write `lead` by then: its own write goes out, and it goes on. */
async function runRejoined(run: PointRun, { at, command, lead }: { at: number; command: string; lead: number }): Promise<PointEnd> {
  const judge = judgeWrite(at, 'paused');
  const first = new Operator(run.world, { write: judge.write });
  const ending = first.run(moveOfRun(run));
  await Promise.race([ending, first.paused]);
  if (judge.hit === undefined) return absentPoint;
  const write = ({ number }: OperatorCall): WriteFate => {
    if (number === lead) first.wake();
    return 'passed';
  };
  const where = await finish(run, command, { write });
  first.wake();
  const late = await ending;
  run.steps.push(`the first one: ${late}`);
  if (!isForwardEnd(run, late)) return { hit: judge.hit, where };
  // Its move began behind the end of the other command: a copy that it keeps waits for one.
  return { hit: judge.hit, where: late === 'kept' ? await finish(run, command) : 'either' };
}
