import type { PhaseName } from '../../move/model/phase-names.ts';

const titles: Record<PhaseName, string> = {
  'open-journal': 'Open the journal',
  'arm-guard': 'Guard the claim',
  'hold-source': 'Hold the source volume',
  'open-workspace': 'Open the workspace',
  'stage-target': 'Stage the target volume',
  'take-snapshot': 'Take a snapshot',
  'restore-data': 'Restore the data',
  'verify-data': 'Verify the copy',
  'rescan-source': 'Look for late changes',
  'retire-movers': 'Retire the movers',
  'swap-claim': 'Swap the claim',
  'adopt-target': 'Adopt the target volume',
  'lift-guard': 'Lift the guard',
  'release-source': 'Release the source volume',
  'close-workspace': 'Close the workspace',
};

/** What a phase is called in front of people. */
export function phaseTitle(phase: PhaseName, direction: 'forward' | 'back' = 'forward'): string {
  const title = titles[phase];
  return direction === 'forward' ? title : `Undo: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}
