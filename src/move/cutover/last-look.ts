import { AppError } from '../../base/errors.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { Key } from '../../kube/client/port.ts';
import { waitForObject } from '../../kube/client/wait.ts';
import { foreignFinalizers } from '../claim/foreign-finalizers.ts';
import { readLiveClaim, refuseMounters } from '../claim/live-claim.ts';
import type { Move } from '../model/move.ts';
import { formatHome, homesHere } from '../../volumes/home.ts';
import { stallMilliseconds, withTimeout } from '../held/timeout.ts';
import type { Side } from './reservation.ts';
import { explainUnsafeCopy } from './unsafe-copy.ts';

/**
 * Everything that must hold right before the claim is deleted, whatever was seen earlier: no pod mounts it, nothing would keep it in Terminating,
 * and the copy that it is going to mean is there to stay. Returns the claim as it was seen.
 */
export async function lookBeforeDeletion(move: Move, side: Side): Promise<Claim> {
  await waitUntilDeletable(move);
  const claim = await readLiveClaim(move);
  if (foreignFinalizers(claim).length > 0) return lookBeforeDeletion(move, side);
  await refuseMounters(move);
  await refuseUnsafeCopy(move, side);
  return claim;
}

/** Throws AppError `move` where the copy at that end is not there to stay; says so where it is the other one. */
export async function refuseUnsafeCopy(move: Move, side: Side): Promise<void> {
  const seen = await explainUnsafeCopy(move, side);
  const [copy, other] = side === 'target' ? ['new', 'old'] : ['old', 'new'];
  if (seen.length > 0) {
    throw new AppError(
      'move',
      `the ${copy} copy on ${formatHome(move.journal.value[side])} is not there to stay, so the claim keeps its meaning`,
      {
        seen,
        next: ['see who deletes it, then move again'],
      },
    );
  }
  for (const what of await explainUnsafeCopy(move, side === 'target' ? 'source' : 'target'))
    move.emit({ type: 'warning', text: `of the ${other} copy: ${what}; the ${copy} one is complete and held` });
}

/** The claims that the exchange deletes: the virtual one, and a real one in this cluster, which gets another name. */
async function waitUntilDeletable(move: Move): Promise<void> {
  const { request, source, target } = move.journal.value;
  const real = homesHere(source, target);
  for (const { namespace, claim } of [request, ...real]) {
    const key = { namespace, name: claim };
    const free = await withTimeout(move, stallMilliseconds(move), (patient) => waitForFinalizers(patient, key));
    if (!free) throw keptError(key, await move.consumer.find(kinds.claim, key));
  }
}

async function waitForFinalizers(move: Move, key: Key): Promise<void> {
  let told = '';
  const look = (claim: Claim | undefined) => {
    const held = claim === undefined ? [] : foreignFinalizers(claim);
    if (held.length === 0) return true;
    const what = `claim ${key.namespace}/${key.name} to lose its finalizer ${held.join(', ')}, which would keep it from being cut over`;
    if (what !== told) move.waiting((told = what));
    return undefined;
  };
  await waitForObject({ port: move.consumer, kind: kinds.claim, key }, look, move);
}

function keptError({ namespace, name }: Key, claim: Claim | undefined): AppError {
  const held = claim === undefined ? [] : foreignFinalizers(claim);
  return new AppError('move', `claim ${namespace}/${name} cannot be cut over: it keeps the finalizers of others, ${held.join(', ')}`, {
    next: ['wait until their owners have finished, such as a snapshot of the claim, and retry'],
  });
}
