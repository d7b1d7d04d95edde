import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { ownAnnotations, patchOwned } from '../held/guarded-writes.ts';
import { noOwnAnnotations } from '../held/owner-of.ts';
import { storageNames } from '../../volumes/names.ts';
import { findClaim, readLiveClaim } from './live-claim.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** Marks the virtual claim as ours for now; a sleeping earlier holder's view of it is stale from then on. */
export async function markClaim(move: Move): Promise<void> {
  const object = await readLiveClaim(move);
  const patch = { metadata: { annotations: ownAnnotations(move), ...withoutStorageFinalizer(object) } };
  await patchOwned(move, move.consumer, { kind: kinds.claim, object, patch });
}

/** While the move holds the claim, its volumes keep the data; the storage controller, which might be down, need not let the claim go, too. */
function withoutStorageFinalizer({ metadata: { finalizers = [] } }: Claim): { finalizers?: string[] } {
  const left = finalizers.filter((finalizer) => finalizer !== storageNames.finalizer);
  return left.length === finalizers.length ? {} : { finalizers: left };
}

/** Takes every trace of the move off the virtual claim. */
export async function unmarkClaim(move: Move): Promise<void> {
  const object = await findClaim(move);
  const annotations = object?.metadata.annotations ?? {};
  if (object === undefined || ![moveLabels.id, moveLabels.fencingToken, moveLabels.requestedAt].some((mark) => mark in annotations)) return;
  await patchOwned(move, move.consumer, { kind: kinds.claim, object, patch: { metadata: { annotations: noOwnAnnotations } } });
}
