import { type AppError, interruption } from '../../base/errors.ts';
import type { MounterWatch, Watching } from '../guard/watch-mounters.ts';
import { retryTransient } from '../held/retry.ts';
import { stallMilliseconds } from '../held/timeout.ts';
import { isCut, phaseOrder, phaseState, wasTouched, withPhase } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { mountersDuring, type Phase } from '../model/phase.ts';
import type { Phases } from './phases.ts';
import { countBack, countForward, type Step } from './steps.ts';
import { type CopyBase, copyOnDemand, type CopyOnDemand } from './copy-on-demand.ts';

/** What the engine gives to every phase, besides what belongs to the running one, and what it watches with. */
export type Base = CopyBase & {
  readonly phases: Phases;
  watchMounters(watching: Watching): MounterWatch;
};

/** Who may stop the engine. */
export interface Control {
  /** First Ctrl-C. It ends a phase that is interruptible; else it only keeps the next one from starting. */
  readonly gentle: AbortSignal;
  /** Second Ctrl-C, or the lease is another's: nothing more is written. */
  readonly hard: AbortSignal;
  /** Hears why a move turns back. */
  readonly turned?: (cause: AppError) => void;
}

/** Runs what is left of the journal's phases, in order, writing intention and observation into the journal. */
export async function runForward(base: Base, control: Control): Promise<void> {
  const copy = copyOnDemand(base);
  const mounters = base.watchMounters(base);
  try {
    const stepOf = countForward(base.journal.value, base.phases);
    for (const name of phaseOrder(base.journal.value)) {
      const { value } = base.journal;
      const phase = base.phases[name];
      if (phaseState(value, name) === 'done' || phase.isSkipped?.(value) === true) continue;
      if (control.gentle.aborted || control.hard.aborted) throw interruption();
      if (!phase.copies) copy.stop();
      if (mountersDuring(phase, value) !== 'allowed') mounters.start();
      await runWatched(base, phase, { control, mounters, copy, step: stepOf(name) });
    }
  } finally {
    copy.stop();
    mounters.stop();
  }
}

/** Runs a phase forward, and ends it for a foreign pod where the phase says so. */
async function runWatched(
  base: Base,
  phase: Phase,
  { control: { gentle, hard }, mounters: { seen }, copy, step }: Pick<Run, 'copy' | 'step'> & { control: Control; mounters: MounterWatch },
): Promise<void> {
  const signal = phase.interruptible ? AbortSignal.any([gentle, hard]) : hard;
  const during = mountersDuring(phase, base.journal.value);
  const ends = during === 'end-it' ? AbortSignal.any([signal, seen]) : signal;
  try {
    await runPhase(base, phase, { way: 'forward', signal: ends, copy, step, ...(during !== 'allowed' && { mounted: seen }) });
  } catch (error) {
    // A phase that was ended does not know why.
    if (during !== 'allowed' && seen.aborted && !signal.aborted && isBeforeCut(base)) throw seen.reason;
    throw error;
  }
}

/** Walks back over everything that was begun, last phase first. */
export async function runBack(base: Base, { hard }: Pick<Control, 'hard'>): Promise<void> {
  const copy = copyOnDemand(base);
  const stepOf = countBack(base.journal.value, base.phases);
  for (const name of phaseOrder(base.journal.value).toReversed()) {
    if (!wasTouched(base.journal.value, name)) continue;
    if (hard.aborted) throw interruption();
    await runPhase(base, base.phases[name], { way: 'undo', signal: hard, copy, step: stepOf(name) });
  }
}

/** Whether a failure in this phase is undone without asking. */
export function isBeforeCut(base: Base): boolean {
  return !isCut(base.journal.value);
}

interface Run {
  readonly way: 'forward' | 'undo';
  readonly signal: AbortSignal;
  readonly mounted?: AbortSignal;
  readonly copy: CopyOnDemand;
  /** Undefined: people are not told of it. */
  readonly step: Step | undefined;
}

const words = {
  forward: { begun: 'intended', ended: 'done', direction: 'forward' },
  undo: { begun: 'undoing', ended: 'undone', direction: 'back' },
} as const;

async function runPhase(base: Base, phase: Phase, { way, copy, step, ...signals }: Run): Promise<void> {
  const { journal, clock, emit } = base;
  const { name } = phase;
  const { begun, ended, direction } = words[way];
  const move: Move = { ...base, ...signals, waiting: (forWhat) => emit({ type: 'waiting', phase: name, for: forWhat }) };
  const at = () => clock.now().toISOString();
  await retryTransient(move, () => journal.update((value) => withPhase(value, name, { state: begun, at: at() })));
  if (step !== undefined) emit({ type: 'phase-started', phase: name, direction, ...step });
  const started = clock.elapsed();
  // On the way back a cluster may be gone for good; the user must hear that there is a way without it.
  const limit = way === 'undo' ? stallMilliseconds(move) : undefined;
  const skipped = way === 'forward' ? phase.optedOut?.(journal.value) : undefined;
  if (skipped === undefined) await retryTransient(move, () => phase[way]({ ...move, copy: copy.get }), limit);
  const milliseconds = Math.round(clock.elapsed() - started);
  await retryTransient(move, () => journal.update((value) => withPhase(value, name, { state: ended, at: at(), milliseconds })));
  if (step !== undefined) emit({ type: 'phase-done', phase: name, direction, milliseconds, ...remarks(phase, way, { journal, skipped }) });
}

/** What people read of a phase at its end, besides its time. */
function remarks({ note }: Phase, way: Run['way'], { journal, skipped }: { journal: Base['journal']; skipped: string | undefined }) {
  const text = way === 'forward' ? note?.(journal.value) : undefined;
  return { ...(text !== undefined && { note: text }), ...(skipped !== undefined && { skipped }) };
}
