import type { Emit, Progress } from '../model/events.ts';
import type { PhaseName } from '../model/phase-names.ts';

/**
 * Keeps progress from going backwards within a phase: a mover that is tried again counts from zero, and a log that is opened again starts over.
 * All other events pass.
 */
export function risingOnly(emit: Emit): Emit {
  const furthest = new Map<PhaseName, Progress>();
  return (event) => {
    if (event.type !== 'progress') return emit(event);
    const before = furthest.get(event.phase);
    const progress = before?.pass === event.progress.pass ? further(before, event.progress) : event.progress;
    if (before !== undefined && !isFurther(before, progress)) return;
    furthest.set(event.phase, progress);
    emit({ ...event, progress });
  };
}

function further(before: Progress, now: Progress): Progress {
  return { ...now, bytes: Math.max(before.bytes, now.bytes), files: Math.max(before.files, now.files) };
}

function isFurther(before: Progress, now: Progress): boolean {
  if (now.pass !== before.pass) return now.pass > before.pass;
  return now.bytes > before.bytes || now.files > before.files;
}
