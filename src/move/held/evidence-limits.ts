import type { EvidenceLimits } from '../../kube/evidence/evidence.ts';
import type { Move } from '../model/move.ts';

/** Whoever waits for an explanation has waited enough. */
export function evidenceLimits({ clock }: Pick<Move, 'clock'>): EvidenceLimits {
  return { clock, seconds: 10, logLines: 10 };
}
