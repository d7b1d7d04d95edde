import { kinds } from '../../kube/objects/kinds.ts';
import type { RepositoryStorage } from '../../restic/repository/repository-pod.ts';
import { findRealDefault } from '../../volumes/virtual-class.ts';
import type { Move } from '../model/move.ts';

/** Restic's own overhead, and what a killed backup uploads a second time. */
const spare = { factor: 1.2, bytes: 1024 ** 3 };

/** Where the repository's packs go: the class asked for, else the cluster's default class, else the node's own disk with a limit. */
export async function readRepositoryStorage(move: Move): Promise<RepositoryStorage> {
  const { capacityBytes, request } = move.journal.value;
  const size = String(Math.ceil(capacityBytes * spare.factor + spare.bytes));
  const storageClass = request.repositoryClass ?? findRealDefault((await move.consumer.list(kinds.storageClass)).items);
  return storageClass === undefined ? { kind: 'node', sizeLimit: size } : { kind: 'class', storageClass, size };
}
