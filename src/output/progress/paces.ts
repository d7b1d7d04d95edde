import type { Clock } from '../../base/time/clock.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import type { PhaseName } from '../../move/model/phase-names.ts';
import { advancePace, type Pace } from './pace.ts';

/** How fast each phase copies: movers may be ahead of the phase that waits for them. */
export interface Paces {
  add(event: Extract<MoveEvent, { type: 'progress' }>): Pace;
  of(phase: PhaseName): Pace | undefined;
}

/** Samples are dated by the clock when they are added. */
export function createPaces(clock: Clock): Paces {
  const paces = new Map<PhaseName, Pace>();
  return {
    add: ({ phase, progress }) => {
      const pace = advancePace(paces.get(phase), progress, clock.elapsed());
      paces.set(phase, pace);
      return pace;
    },
    of: (phase) => paces.get(phase),
  };
}
