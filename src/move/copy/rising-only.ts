import { furthest, type Progress } from '../../base/progress.ts';
import type { Emit } from '../model/events.ts';
import type { PhaseName } from '../model/phase-names.ts';

/** Keeps progress from going backwards within a phase, and from being told twice. All other events pass. */
export function risingOnly(emit: Emit): Emit {
  const told = new Map<PhaseName, Progress>();
  return (event) => {
    if (event.type !== 'progress') return emit(event);
    const before = told.get(event.phase);
    const progress = furthest(before, event.progress);
    if (progress === before) return;
    told.set(event.phase, progress);
    emit({ ...event, progress });
  };
}
