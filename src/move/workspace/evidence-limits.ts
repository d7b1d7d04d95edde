import type { EvidenceLimits } from '../../kube/evidence/evidence.ts';
import { readLogLine } from '../../restic/mover-line.ts';
import type { Move } from '../model/move.ts';

/** A person waits for this explanation, and has waited for the failure already. */
export function evidenceLimits({ clock }: Pick<Move, 'clock'>): EvidenceLimits {
  return { clock, seconds: 10, logLines: 10, readLine: readLogLine };
}
