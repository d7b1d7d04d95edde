import { evidenceLimits } from './evidence-limits.ts';
import { readEvidence } from '../../kube/evidence/evidence.ts';
import { repositoryName } from '../../restic/repository/repository-pod.ts';
import type { Move } from '../model/move.ts';

export async function readRepositoryEvidence(move: Move): Promise<string[]> {
  const key = { name: repositoryName, namespace: move.journal.value.workspace };
  return readEvidence(move.consumer, [key], evidenceLimits(move));
}
