import { type Journal, phaseOrder, phaseState, wasTouched } from '../model/journal.ts';
import { nothingToUndo } from '../model/phase.ts';
import type { PhaseName } from '../model/phase-names.ts';
import type { Phases } from './phases.ts';

/** Which phase it is of how many, as people count them. */
export interface Step {
  readonly step: number;
  readonly steps: number;
}

/** Counts the phases of the way forward, finished ones included. */
export function countForward(journal: Journal, phases: Phases): (phase: PhaseName) => Step | undefined {
  return stepsOf(shownForward(journal, phases));
}

/**
 * Counts the phases of the way back that have something to take back, those that are taken back already included; the others are no step, and not
 * worth telling.
 */
export function countBack(journal: Journal, phases: Phases): (phase: PhaseName) => Step | undefined {
  return stepsOf(shownBack(journal, phases));
}

/** The step that a move is at, in its direction: the phase that runs, or has ended last. */
export function countNow(journal: Journal, phases: Phases): Step {
  const back = journal.direction === 'back';
  const shown = back ? shownBack(journal, phases) : shownForward(journal, phases);
  const last = shown.findLastIndex((name) => (back ? isTurned(journal, name) : wasTouched(journal, name)));
  return { step: Math.max(0, last) + 1, steps: Math.max(1, shown.length) };
}

function shownForward(journal: Journal, phases: Phases): readonly PhaseName[] {
  return phaseOrder(journal).filter((name) => phases[name].isSkipped?.(journal) !== true);
}

function shownBack(journal: Journal, phases: Phases): readonly PhaseName[] {
  const begun = phaseOrder(journal).filter((name) => phaseState(journal, name) !== undefined);
  return begun.filter((name) => phases[name].undo !== nothingToUndo).toReversed();
}

function isTurned(journal: Journal, phase: PhaseName): boolean {
  const state = phaseState(journal, phase);
  return state === 'undoing' || state === 'undone';
}

function stepsOf(names: readonly PhaseName[]): (phase: PhaseName) => Step | undefined {
  return (phase) => {
    const index = names.indexOf(phase);
    return index === -1 ? undefined : { step: index + 1, steps: names.length };
  };
}
