import { eachOf } from '../../each-of.ts';
import { Operator } from '../operator/operator.ts';
import { removeApp } from '../world/app.ts';
import type { World } from '../world/world.ts';
import { openRun } from './open-run.ts';
import { chainName, type MatrixRow, type MoveLength } from './plan-points.ts';
import { commandOf, isForwardEnd, judgeWrite, moveOfRun } from './point-run.ts';

type Kind = Omit<MatrixRow, 'mode'>;

/** Runs a move to which nothing happens, and counts. */
export async function measureMove(world: World, kind: Kind): Promise<MoveLength> {
  const { direction, variant } = kind;
  const run = await openRun(world, kind);
  const operator = new Operator(world);
  const end = await operator.run(moveOfRun(run));
  if (!isForwardEnd(run, end)) throw new Error(`a move to which nothing happens, ${direction.words}, ${variant}: ${end}`);
  if (variant !== 'keep') await removeApp(world, run.app);
  const { writes, reads } = operator;
  const lastWrites = writes.filter(({ phase }, index) => phase.replace('*', '') !== writes[index + 1]?.phase.replace('*', ''));
  return { writes: writes.length, reads, lastWrites: lastWrites.map(({ number }) => number) };
}

/** Runs an abort (`undo`) or resume (`again`) behind the last write of each phase, and counts its writes, by {@link chainName}. */
export async function measureAfterwards(
  world: World,
  { mode, lastWrites, workers, ...kind }: MatrixRow & { lastWrites: readonly number[]; workers: number },
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  if (mode !== 'undo' && mode !== 'again') return counts;
  await eachOf(lastWrites, workers, async (at) => {
    const run = await openRun(world, kind);
    await new Operator(world, judgeWrite(at, 'killed-after')).run(moveOfRun(run));
    const operator = new Operator(world);
    await operator.run(commandOf(run, mode === 'undo' ? 'abort' : 'resume', { discardChanges: mode === 'undo' }));
    counts.set(chainName(mode, at), operator.writes.length);
  });
  return counts;
}
