import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import { knownVolume, providerOf } from '../../volumes/home.ts';
import { movedHome } from '../homes/moved-home.ts';
import { markLeftBehind } from '../held/left-behind.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';
import { retryTransient } from '../held/retry.ts';
import { stallMilliseconds, withTimeout } from '../held/timeout.ts';
import { findAttachedNodes, waitUntilDetached } from '../held/detachment.ts';

/** Waits for the stall time at most until no node has the old volume attached: one that is lost would have it for ever. */
export async function waitForDetachment(move: Move): Promise<void> {
  await withTimeout(move, stallMilliseconds(move), (patient) => waitUntilDetached(patient, move.journal.value.volume.name));
}

/**
 * Removes the old copy, which the claim does not mean any more. Whatever stands in the way of that is rubbish's trouble, not the move's:
 * resolves with what stays and why, in words.
 */
export async function removeSource(move: Move): Promise<readonly string[]> {
  try {
    const nodes = await findAttachedNodes(move, move.journal.value.volume.name);
    if (nodes.length > 0) return [await leaveAttached(move, nodes)];
    const act = (patient: Move) => retryTransient(patient, () => movedHome(patient, 'source').remove({ reclaim: 'own' }));
    const ended = await withTimeout(move, stallMilliseconds(move), act);
    const { stallSeconds } = move.journal.value.request;
    return ended?.value ?? [`${nameSource(move)} was not deleted within ${stallSeconds} s; ${byHand(move)}`];
  } catch (error) {
    if (!isTrouble(error)) throw error;
    return [`${nameSource(move)} could not be deleted: ${error.message}${error.seen.map((fact) => `; ${fact}`).join('')}; ${byHand(move)}`];
  }
}

/** Bytes do not go from under a node that may still write them: the old volume becomes an ordinary one again, with its claim. */
async function leaveAttached(move: Move, nodes: readonly string[]): Promise<string> {
  const { volume, source } = move.journal.value;
  const text = `${nameSource(move)} was not deleted: volume ${volume.name} is still attached to node ${nodes.join(', ')}; ${byHand(move)}`;
  await movedHome(move, 'source').release();
  if (providerOf(source) !== undefined) return text;
  const object = await move.consumer.find(kinds.claim, { name: source.claim, namespace: source.namespace });
  if (object !== undefined && object.metadata.uid === source.claimUid)
    await markLeftBehind(move, move.consumer, { kind: kinds.claim, object, text });
  return text;
}

function nameSource({ journal, consumer }: Move): string {
  const { source } = journal.value;
  const claim = `PersistentVolumeClaim ${source.namespace}/${source.claim}`;
  const volume = knownVolume(source);
  return `${claim} in ${providerOf(source) ?? consumer.cluster}${volume === undefined ? '' : ` with PersistentVolume ${volume.name}`}`;
}

function byHand({ journal }: Move): string {
  const { source } = journal.value;
  const { namespace, claim } = source;
  const held = providerOf(source) === undefined ? '' : ` there, and take finalizer ${moveLabels.hold} off it`;
  return `once that is fixed: kubectl delete pvc -n ${namespace} ${claim}${held}`;
}

/** Refused, or not as the journal knows it. */
function isTrouble(error: unknown): error is AppError {
  return (error instanceof AppError && error.kind === 'move') || failedWith(error, 'forbidden', 'invalid');
}
