import { AppError } from '../../base/errors.ts';
import { formatBytes } from '../../base/quantity.ts';
import { startCopy } from '../copy/copy.ts';
import type { Copy } from '../model/copy-state.ts';
import { isCut, type Journal, phaseState, wasTouched, withPhase } from '../model/journal.ts';
import type { MounterWatch, Watching } from '../guard/watch-mounters.ts';
import type { Move } from '../model/move.ts';
import { type PhaseName, phaseNames } from '../model/phase-names.ts';
import type { Phases } from '../phases/all.ts';
import { retryTransient } from '../held/retry.ts';
import { stallMilliseconds } from '../held/timeout.ts';

/** What the engine gives to every phase, besides what belongs to the running one. */
export type Base = Omit<Move, 'signal' | 'mounted' | 'waiting' | 'copy' | 'stopCopy'> & {
  readonly phases: Phases;
  watchMounters(watching: Watching): MounterWatch;
};

/** Who may stop the engine. */
export interface Control {
  /** First Ctrl-C. Before the cut it ends the running phase, from the swap on it only keeps the next one from starting. */
  readonly gentle: AbortSignal;
  /** Second Ctrl-C, or the lease is another's: nothing more is written. */
  readonly hard: AbortSignal;
  /** Hears why a move turns back. */
  readonly turned?: (cause: AppError) => void;
}

/** The engine was told to stop between two phases. */
export class Interrupted extends AppError {
  constructor() {
    super('interrupted', 'interrupted');
  }
}

const direction = { forward: 'forward', undo: 'back' } as const;

/** Runs what is left of the phases, in order, writing intention and observation into the journal. `except` leaves phases out. */
export async function runForward(base: Base, control: Control, except: readonly PhaseName[] = []): Promise<void> {
  const copy = watchOnDemand(base);
  const mounters = base.watchMounters(base);
  try {
    for (const name of phaseNames) {
      if (phaseState(base.journal.value, name) === 'done' || except.includes(name)) continue;
      if (control.gentle.aborted || control.hard.aborted) throw new Interrupted();
      if (isHeldByUs(name)) await runHeld(base, name, { control, mounters, copy });
      else await runPhase(base, { name, way: 'forward', signal: forwardSignal(name, control), mounted: never, copy });
    }
  } finally {
    copy.stop();
    mounters.stop();
  }
}

/** Runs a phase during which nobody else may name the claim; before the swap such a pod ends it at once. */
async function runHeld(
  base: Base,
  name: PhaseName,
  { control, mounters, copy }: { control: Control; mounters: MounterWatch; copy: OnDemand },
): Promise<void> {
  mounters.start();
  const [signal, mounted] = [forwardSignal(name, control), mounters.seen];
  const ending = name === 'swap-claim' ? signal : AbortSignal.any([signal, mounted]);
  try {
    await runPhase(base, { name, way: 'forward', signal: ending, mounted, copy });
  } catch (error) {
    // A phase that was ended does not know why.
    if (mounted.aborted && !signal.aborted && isBeforeCut(base)) throw mounted.reason;
    throw error;
  }
}

/** Walks back over everything that was begun, last phase first. */
export async function runBack(base: Base, control: Pick<Control, 'hard'>): Promise<void> {
  const copy = watchOnDemand(base);
  try {
    for (const name of phaseNames.toReversed()) {
      if (!wasTouched(base.journal.value, name)) continue;
      if (control.hard.aborted) throw new Interrupted();
      await runPhase(base, { name, way: 'undo', signal: control.hard, mounted: never, copy });
    }
  } finally {
    copy.stop();
  }
}

/** Whether a failure in this phase is undone without asking. */
export function isBeforeCut(base: Base): boolean {
  return !isCut(base.journal.value);
}

/** Of something that cannot happen. */
const never = new AbortController().signal;

/** Whether the claim is ours alone while the phase runs: from the armed guard to the cut. */
function isHeldByUs(name: PhaseName): boolean {
  const at = phaseNames.indexOf(name);
  return at > phaseNames.indexOf('arm-guard') && at <= phaseNames.indexOf('swap-claim');
}

function forwardSignal(name: PhaseName, { gentle, hard }: Control): AbortSignal {
  const beforeSwap = phaseNames.indexOf(name) < phaseNames.indexOf('swap-claim');
  return beforeSwap ? AbortSignal.any([gentle, hard]) : hard;
}

interface Running {
  readonly name: PhaseName;
  readonly way: 'forward' | 'undo';
  readonly signal: AbortSignal;
  readonly mounted: AbortSignal;
  readonly copy: OnDemand;
}

async function runPhase(base: Base, { name, way, signal, mounted, copy }: Running): Promise<void> {
  const { journal, clock, emit } = base;
  const waiting = (forWhat: string) => emit({ type: 'waiting', phase: name, for: forWhat });
  const move: Move = { ...base, signal, mounted, waiting, copy: copy.get, stopCopy: copy.stop };
  const at = () => clock.now().toISOString();
  await retryTransient(move, () =>
    journal.update((value) => withPhase(value, name, { state: way === 'forward' ? 'intended' : 'undoing', at: at() })),
  );
  emit({ type: 'phase-started', phase: name, direction: direction[way] });
  const started = clock.elapsed();
  // On the way back a cluster may be gone for good; whoever waits for it must hear that there is a way without it.
  await retryTransient(move, () => base.phases[name][way](move), way === 'undo' ? stallMilliseconds(move) : undefined);
  const milliseconds = Math.round(clock.elapsed() - started);
  await retryTransient(move, () =>
    journal.update((value) => withPhase(value, name, { state: way === 'forward' ? 'done' : 'undone', at: at(), milliseconds })),
  );
  emit({ type: 'phase-done', phase: name, direction: direction[way], milliseconds, ...noteOf(name, way, journal.value) });
}

/** How much the two long phases have moved. */
function noteOf(name: PhaseName, way: Running['way'], { copy }: Journal): { note?: string } {
  if (copy === undefined || way === 'undo' || (name !== 'take-snapshot' && name !== 'restore-data')) return {};
  return { note: `${formatBytes(copy.bytes)}, ${copy.files} ${copy.files === 1 ? 'file' : 'files'}` };
}

interface OnDemand {
  readonly get: () => Copy;
  readonly stop: () => void;
}

function watchOnDemand(base: Base): OnDemand {
  let running: Copy | undefined;
  const stop = () => {
    running?.stop();
    running = undefined;
  };
  const get = () => {
    const waiting = (forWhat: string) => base.emit({ type: 'waiting', phase: 'stage-target', for: forWhat });
    running ??= startCopy({ ...base, signal: never, mounted: never, waiting, copy: get, stopCopy: stop });
    return running;
  };
  return { get, stop };
}
