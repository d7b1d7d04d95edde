import { escapeText } from '../../base/escape.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import type { PhaseName } from '../../move/model/phase-names.ts';
import type { Pace } from './pace.ts';
import { phaseTitle } from './phase-titles.ts';
import { usualWait } from './phase-waits.ts';

/** The phase that runs. */
export interface RunningPhase {
  readonly phase: PhaseName;
  /** `6/15 Back up source`. */
  readonly title: string;
  /** Milliseconds of the clock at which it began. */
  readonly since: number;
  /** What such a phase waits for until it has told anything. */
  readonly usually: string | undefined;
  /** What it has said that it waits for. */
  readonly waitingFor?: string;
}

export function startedPhase(event: Extract<MoveEvent, { type: 'phase-started' }>, since: number): RunningPhase {
  const { phase, direction, step, steps } = event;
  return { phase, title: `${step}/${steps} ${phaseTitle(phase, direction)}`, since, usually: usualWait(phase, direction) };
}

/** The same once its copy has news: those end a wait. */
export function withoutWait({ waitingFor: _over, ...running }: RunningPhase): RunningPhase {
  return running;
}

/** `waiting for ...`, or nothing; once a copy has counters, these tell more than what is usual. */
export function waitText({ waitingFor, usually }: RunningPhase, pace: Pace | undefined): readonly string[] {
  const wait = waitingFor ?? (pace === undefined ? usually : undefined);
  return wait === undefined ? [] : [`waiting for ${escapeText(wait)}`];
}
