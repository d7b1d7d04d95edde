import type { PhaseName } from '../../move/model/phase-names.ts';

const waits: Partial<Record<PhaseName, string>> = {
  'stop-application': 'the pods of the application to end',
  'arm-guard': 'the API server to enforce the guard',
  'open-workspace': 'the temporary namespace to be accepted',
  'stage-target': 'repository, target volume and mover pods to start',
  'warm-copy': 'the source mover to begin',
  'take-snapshot': 'the source mover to begin',
  'restore-data': 'the target mover to begin',
  'verify-data': 'both movers to describe their volumes',
  'rescan-source': 'the source mover to look for late changes',
  'retire-movers': 'the mover pods to end',
  'swap-claim': 'the claim to be deleted and created again',
  'adopt-target': 'Liqo to take over the new copy',
  'lift-guard': 'the API server to forget the guard',
  'start-application': 'the application to be ready',
  'release-source': 'the old copy to be deleted',
};

/** What a phase waits for as long as it says nothing more precise; undefined where it does not wait for anything. */
export function usualWait(phase: PhaseName, direction: 'forward' | 'back'): string | undefined {
  return direction === 'forward' ? waits[phase] : undefined;
}
