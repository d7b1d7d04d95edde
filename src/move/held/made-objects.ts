import { kubectl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import type { Kind, Meta } from '../../kube/objects/kinds.ts';
import { moveLabels } from '../model/names.ts';
import type { Move } from '../model/move.ts';
import { removeOwned, withFencingToken } from './guarded-writes.ts';
import { isOfThisMove } from './owner-of.ts';

interface Made {
  metadata: Meta;
}

/** Whether this move has made the object: its name could be guessed, and an earlier move of the claim has made the same one. */
export function isMadeByMove({ metadata }: Made, { journal: { value } }: Move): boolean {
  return metadata.labels?.[moveLabels.id] === value.id && isOfThisMove({ metadata }, value);
}

/** The object of that name that this move has made; undefined: there is none. What an earlier move of the claim has left there is taken away. */
export async function findMade<T extends Made>(
  move: Move,
  kind: Kind<T>,
  key: { name: string; namespace?: string },
): Promise<T | undefined> {
  const { consumer, journal } = move;
  const standing = await consumer.find(kind, key);
  if (standing === undefined || isMadeByMove(standing, move)) return standing;
  if (standing.metadata.labels?.[moveLabels.id] !== journal.value.id) throw foreignObjectError(kind.kind, standing);
  await removeOwned(move, consumer, { kind, object: standing, options: { propagation: 'Background' } });
  return undefined;
}

/** The object as it stands, created unless this move has done so before. Throws AppError `move` where somebody else has its name. */
export async function ensureMade<T extends Made>(move: Move, kind: Kind<T>, object: T): Promise<T> {
  const standing = await findMade(move, kind, keyOf(object));
  if (standing !== undefined) return standing;
  try {
    return await move.consumer.create(kind, withFencingToken(object, move));
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
    const other = await findMade(move, kind, keyOf(object));
    if (other === undefined) throw error;
    return other;
  }
}

function foreignObjectError(kind: string, { metadata: { name, namespace } }: Made): AppError {
  const where = namespace === undefined ? '' : ` -n ${namespace}`;
  return new AppError('move', `${kind} ${name} is not of this move`, {
    next: [kubectl(`get ${kind.toLowerCase()} ${name}${where} -o yaml`)],
  });
}
