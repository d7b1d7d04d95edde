import { findJournal } from '../held/journal-store.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import type { Emit } from '../model/events.ts';
import { type Journal, phaseOrder, type PhaseState } from '../model/journal.ts';
import { phases } from '../engine/phases.ts';
import { countBack, countForward, type Step } from '../engine/steps.ts';
import { startedEvent } from '../model/events.ts';
import type { PhaseName } from '../model/phase-names.ts';
import { type KnownMove, readMoveStatus } from './move-status.ts';
import { readCounters } from './mover-counters.ts';

const lookMilliseconds = 1000;

/**
 * Emits what happens to the move of a claim, as the program that runs it does, until its journal is gone; from any machine, changing nothing.
 * Resolves with what is known of the move then, as {@link readMoveStatus} does. Throws AppError `interrupted` at a Ctrl-C.
 */
export async function watchMove(ref: MoveRef, context: MoveContext): Promise<KnownMove | undefined> {
  const { consumer, clock, interrupt, emit } = context;
  let before: Journal | undefined;
  for (;;) {
    const journal = await findJournal(consumer, { namespace: ref.namespace, name: ref.claim });
    if (journal === undefined) return readMoveStatus(ref, context);
    const { value } = journal;
    if (before === undefined) emit(startedEvent(value, { direction: value.direction, resumed: true }));
    emitChanges(before, value, emit);
    before = value;
    for (const [phase, progress] of await readCounters({ ...context, journal })) emit({ type: 'progress', phase, progress });
    await clock.sleep(lookMilliseconds, interrupt.gentle);
  }
}

/** In the order in which phases run: forward, then back. */
function emitChanges(before: Journal | undefined, now: Journal, emit: Emit): void {
  const order = phaseOrder(now);
  const stepOf = { forward: countForward(now, phases), back: countBack(now, phases) };
  for (const phase of order) emitPhase({ before, now, phase, way: 'forward' }, stepOf.forward(phase), emit);
  for (const phase of order.toReversed()) emitPhase({ before, now, phase, way: 'back' }, stepOf.back(phase), emit);
}

interface Turned {
  readonly before: Journal | undefined;
  readonly now: Journal;
  readonly phase: PhaseName;
  readonly way: 'forward' | 'back';
}

const words = { forward: { begun: 'intended', ended: 'done' }, back: { begun: 'undoing', ended: 'undone' } } as const;

function emitPhase({ before, now, phase, way }: Turned, step: Step | undefined, emit: Emit): void {
  const { begun, ended } = words[way];
  const [was, is] = [before?.phases[phase]?.state, now.phases[phase]];
  if (step === undefined || is === undefined || is.state === was) return;
  // One that began and ended between two looks is told of, too.
  if (is.state === begun || wasMissed(was, is.state, words[way])) emit({ type: 'phase-started', phase, direction: way, ...step });
  if (is.state === ended) emit({ type: 'phase-done', phase, direction: way, milliseconds: is.milliseconds ?? 0 });
}

function wasMissed(was: PhaseState | undefined, is: PhaseState, { begun, ended }: (typeof words)[Turned['way']]): boolean {
  return is === ended && was !== begun;
}
