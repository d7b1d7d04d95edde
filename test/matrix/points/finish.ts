import { peekJournal } from '../look/safe-copies.ts';
import type { Judges } from '../operator/operator.ts';
import { commandOf, type PointRun, step, type Whereabouts } from './point-run.ts';

/** Brings the move to its end that way, as far as the program lets; says where the copy has to be then. */
export async function finish(run: PointRun, way: string, judges: Judges = {}): Promise<Whereabouts> {
  const journal = peekJournal(run.world, run.app);
  const end = await step(run, way, commandOf(run, way), judges);
  if (journal === undefined && end === 'refused: no-move') return 'either';
  if (way === 'abort') return finishAbort(run, end);
  // A move that was going back goes on with that; any other one goes on to its end.
  const isGoingBack = journal?.direction === 'back';
  if (!(isGoingBack ? end.startsWith('undone') : end === 'moved')) run.bad.push(`resume: ${end}`);
  return isGoingBack ? 'source' : 'target';
}

async function finishAbort(run: PointRun, end: string): Promise<Whereabouts> {
  if (end === 'refused: changes-would-be-lost') {
    const again = await step(run, 'abort --discard-changes', commandOf(run, 'abort', { discardChanges: true }));
    if (again !== 'undone') run.bad.push(`abort --discard-changes: ${again}`);
    return 'source';
  }
  if (end === 'refused: no-way-back') {
    const again = await step(run, 'resume', commandOf(run, 'resume'));
    if (again !== 'moved') run.bad.push(`resume: ${again}`);
    return 'target';
  }
  if (end !== 'undone') run.bad.push(`abort: ${end}`);
  return 'source';
}
