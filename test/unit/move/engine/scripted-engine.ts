import { AppError } from '../../../../src/base/errors.ts';
import type { Base } from '../../../../src/move/engine/engine.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import { type Journal, type JournalHandle, phaseState } from '../../../../src/move/model/journal.ts';
import type { Move } from '../../../../src/move/model/move.ts';
import type { PlainPhase } from '../../../../src/move/model/phase.ts';
import { type PhaseName, phaseNames } from '../../../../src/move/model/phase-names.ts';
import { phases, type Phases } from '../../../../src/move/engine/phases.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { portOf } from '../../../support/scripted-port.ts';
import { journalWith } from '../../../support/journals.ts';
import { heldInMemory, moveOf } from '../../../support/moves.ts';

/** What a phase does. */
export type Act = (move: Move) => Promise<void>;

interface Script {
  readonly forward?: Partial<Record<PhaseName, Act>>;
  readonly undo?: Partial<Record<PhaseName, Act>>;
  readonly journal?: Partial<Journal>;
}

const startCopy: Base['startCopy'] = () => {
  throw new TypeError('no scripted phase copies');
};

/** An engine with phases that write down when they run; what a script says is done besides. */
export function engineOf({ forward = {}, undo = {}, journal: change = {} }: Script = {}) {
  const ran: string[] = [];
  const events: MoveEvent[] = [];
  const clock = createFakeClock();
  const port = portOf({});
  const journal: JournalHandle = heldInMemory(journalWith(change));
  const phaseOf = (name: PhaseName): PlainPhase => ({
    name,
    interruptible: phases[name].interruptible,
    mounters: phases[name].mounters,
    copies: false,
    forward: async (move) => {
      ran.push(`${name} ${phaseState(move.journal.value, name)}`);
      await forward[name]?.(move);
    },
    undo: async (move) => {
      ran.push(`${name} ${phaseState(move.journal.value, name)}`);
      await undo[name]?.(move);
    },
  });
  const scripted = Object.fromEntries(phaseNames.map((name) => [name, phaseOf(name)])) as unknown as Phases;
  const watching: string[] = [];
  const watchMounters: Base['watchMounters'] = () => ({
    seen: mounted.signal,
    start: () => watching.push(ran.at(-1) ?? ''),
    stop: () => undefined,
  });
  const base: Base = {
    ...moveOf({ rome: port, milan: port, journal }),
    clock,
    emit: (event) => events.push(event),
    phases: scripted,
    watchMounters,
    startCopy,
  };
  const [gentle, hard, mounted] = [new AbortController(), new AbortController(), new AbortController()];
  const control = { gentle: gentle.signal, hard: hard.signal };
  return { base, control, gentle, hard, mounted, watching, ran, events, clock, journal };
}

/** The claim is deleted. */
export const cut: Act = async (move) => move.journal.update((journal) => ({ ...journal, swap: { deletedAt: 'now' } }));
export const fails =
  (message: string): Act =>
  async () => {
    throw new AppError('move', message);
  };
export const intended = (...names: readonly PhaseName[]) => names.map((name) => `${name} intended`);
export const undoing = (...names: readonly PhaseName[]) => names.map((name) => `${name} undoing`);

/** A phase that works until its signal ends it. */
export const endless: Act = (move) =>
  new Promise((_resolve, reject) => {
    move.signal.addEventListener('abort', () => reject(move.signal.reason), { once: true });
  });
