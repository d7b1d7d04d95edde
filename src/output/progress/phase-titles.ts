import type { PhaseName } from '../../move/model/phase-names.ts';

const titles: Record<PhaseName, string> = {
  'open-journal': 'Create journal',
  'stop-application': 'Stop application',
  'arm-guard': 'Guard claim',
  'hold-source': 'Protect source',
  'open-workspace': 'Create temporary namespace',
  'stage-target': 'Prepare target',
  'warm-copy': 'Copy beside application',
  'take-snapshot': 'Back up source',
  'restore-data': 'Restore data',
  'verify-data': 'Verify copy',
  'rescan-source': 'Re-check source',
  'retire-movers': 'Stop movers',
  'swap-claim': 'Cut over claim',
  'adopt-target': 'Attach target',
  'lift-guard': 'Remove guard',
  'start-application': 'Start application',
  'release-source': 'Delete old copy',
  'close-workspace': 'Delete temporary namespace',
};

/** What a phase is called in front of people. */
export function phaseTitle(phase: PhaseName, direction: 'forward' | 'back' = 'forward'): string {
  const title = titles[phase];
  return direction === 'forward' ? title : `Roll back: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}
