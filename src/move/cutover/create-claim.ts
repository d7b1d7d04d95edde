import { kubectl, liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { failedWith, type KubeError } from '../../kube/client/errors.ts';
import { isTransient, retryDelay } from '../../kube/client/retry.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { renderNewClaim } from '../claim/claim-copy.ts';
import { originalClaim } from '../claim/original-claim.ts';
import { findClaim } from '../claim/live-claim.ts';
import { findLivingOwners } from '../claim/owners.ts';
import { moveWords } from '../guard/guard-policy.ts';
import { pastGuard } from '../guard/past-guard.ts';
import { isOwned, ownAnnotations, patchOwned } from '../held/guarded-writes.ts';
import { formatHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { waitUntilAbsent } from '../held/waits.ts';
import { explainBindingMismatch } from './binding-mismatch.ts';
import { ensureReserved, isMisbound, type Side } from './reservation.ts';

/** Between two tries at a server that refuses the claim. */
const pauseMilliseconds = 1000;

/**
 * Creates the claim however long that is refused: both copies are held, and who refuses is named. Where no guard stands, somebody else may
 * have been faster: such a claim is taken on if it fits the reserved volume, since Kubernetes binds it all the same; if not, a person decides.
 */
export async function createClaim(move: Move, side: Side): Promise<Claim> {
  for (;;) {
    const reserved = await ensureReserved(move, side);
    const found = await findClaim(move);
    if (found === undefined) await tryToCreate(move);
    else if (found.metadata.deletionTimestamp !== undefined)
      await waitUntilAbsent(move, move.consumer, { kind: kinds.claim, object: found });
    else return settle(move, found, reserved);
  }
}

async function tryToCreate(move: Move): Promise<void> {
  try {
    await pastGuard(move, async () => move.consumer.create(kinds.claim, await renderSuccessor(move)));
  } catch (error) {
    if (failedWith(error, 'alreadyExists')) return;
    if (!isTransient(error) && !failedWith(error, 'forbidden', 'invalid')) throw error;
    await waitOutRefusal(move, error);
  }
}

async function renderSuccessor(move: Move): Promise<Claim> {
  const original = originalClaim(move.journal.value);
  return renderNewClaim(original, await findLivingOwners(move, original), ownAnnotations(move));
}

async function waitOutRefusal(move: Move, error: KubeError): Promise<void> {
  // It may be the guard of a later holder that refuses: this one would go on reserving volumes that the other takes away.
  if (error.answer.includes(moveWords(move.journal.value))) await move.journal.update((journal) => journal);
  move.waiting(`claim ${move.journal.value.request.claim} to be accepted again: ${error.answer}`);
  await move.clock.sleep(retryDelay(error, pauseMilliseconds), move.signal);
}

async function settle(move: Move, claim: Claim, reserved: Volume): Promise<Claim> {
  // Who waits for it to be bound sees to it.
  if (isOwned(claim, move) && isMisbound(claim, move)) return claim;
  const mismatch = explainBindingMismatch(claim, reserved);
  if (mismatch.length > 0) throw mismatchError(move, mismatch);
  return isOwned(claim, move) ? claim : adoptForeignClaim(move, claim);
}

/** Gives somebody else's claim what the old one had. */
async function adoptForeignClaim(move: Move, object: Claim): Promise<Claim> {
  // To a holder that has been replaced the claim of a move that is over looks like somebody else's: it would put its marks on it for ever.
  await move.journal.update((journal) => journal);
  const { namespace, claim: name } = move.journal.value.request;
  const { labels, annotations, ownerReferences } = (await renderSuccessor(move)).metadata;
  const own = object.metadata.ownerReferences ?? [];
  const owners = [...own, ...(ownerReferences ?? []).filter(({ uid }) => own.every((each) => each.uid !== uid))];
  const text = `claim ${namespace}/${name} was created by another user during the cutover; it fits, and gets the moved volume`;
  move.emit({ type: 'warning', text });
  try {
    const metadata = { ...(labels && { labels }), annotations, ...(owners.length > 0 && { ownerReferences: owners }) };
    return await patchOwned(move, move.consumer, { kind: kinds.claim, object, patch: { metadata } });
  } catch (error) {
    if (!failedWith(error, 'forbidden', 'invalid')) throw error;
    move.emit({
      type: 'warning',
      text: `labels and annotations of the old claim could not be put on ${namespace}/${name}: ${error.answer}`,
    });
    return object;
  }
}

function mismatchError(move: Move, mismatch: readonly string[]): AppError {
  const { request, source, target } = move.journal.value;
  const { namespace, claim } = request;
  return new AppError(
    'move',
    `claim ${namespace}/${claim} was created by another user during the cutover and does not fit the moved volume`,
    {
      seen: [...mismatch, `both copies of the data are held: the old one on ${formatHome(source)}, the new one on ${formatHome(target)}`],
      next: [
        kubectl(`delete pvc -n ${namespace} ${claim}`, 'if its data is not needed; stop what creates it first'),
        liqoctl(`move resume ${claim} -n ${namespace}`, 'then finishes'),
        liqoctl(`move abort ${claim} -n ${namespace}`, 'then rolls back'),
      ],
    },
  );
}
