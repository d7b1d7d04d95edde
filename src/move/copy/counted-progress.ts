import { furthest, type Progress } from '../../base/progress.ts';
import type { MoverLine } from '../../restic/mover-line.ts';
import type { Role } from '../model/copy-state.ts';
import type { Emit } from '../model/events.ts';
import type { PhaseName } from '../model/phase-names.ts';

type ProgressLine = Extract<MoverLine, { type: 'progress' }>;

/** What each end counts. The source's manifest is no copy: its counters would make the bar run twice. */
const phaseOf: Record<Role, Partial<Record<ProgressLine['step'], PhaseName>>> = {
  source: { backup: 'take-snapshot' },
  target: { restore: 'restore-data', manifest: 'verify-data' },
};

/** The phase whose work a line of that mover counts; undefined for what no phase shows. `warm`: beside the application. */
export function countedPhase(role: Role, { step }: ProgressLine, warm: boolean): PhaseName | undefined {
  // Each pass begins with it; what the target restores would count the same bytes again.
  if (warm) return step === 'backup' ? 'warm-copy' : undefined;
  return phaseOf[role][step];
}

export function progressOf({ bytes, files, pass, totalBytes, totalFiles }: ProgressLine): Progress {
  const totals = { ...(totalBytes === undefined ? {} : { totalBytes }), ...(totalFiles === undefined ? {} : { totalFiles }) };
  return { bytes, files, pass, ...totals };
}

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
