import { kinds } from '../../kube/objects/kinds.ts';
import { ensureGuard } from '../guard/guard.ts';
import { afterGap } from '../guard/unwatched.ts';
import { movedHome } from '../homes/moved-home.ts';
import { stampOwners } from '../application/stamp-owners.ts';
import { isOwned, ownAnnotations, patchOwned } from '../held/guarded-writes.ts';
import { type Journal, liveClaimUid, phaseState, wasTouched } from '../model/journal.ts';
import { findClaim } from '../claim/live-claim.ts';
import type { Move } from '../model/move.ts';
import { findReserved } from '../cutover/reservation.ts';

/**
 * Makes everything that an earlier holder remembers stale, before anything else is done: journal, guard and every held object carry the new
 * fencing token, so that each write that it still has in mind fails on a version or at the guard.
 */
export async function takeOver(move: Move, user: string): Promise<void> {
  await move.journal.update((journal) => ({ ...afterGap(journal), epoch: move.fencingToken, user }));
  const { value } = move.journal;
  const lifted = wasTouched(value, 'lift-guard');
  if (wasTouched(value, 'stop-application')) await stampOwners(move);
  // A guard that was never armed protects nothing yet: its phase does that, or takes it away.
  if (value.guarded && phaseState(value, 'arm-guard') === 'done' && !lifted) await ensureGuard(move);
  if (wasTouched(value, 'hold-source')) await movedHome(move, 'source').stamp({ all: isHolding(value) });
  if (wasTouched(value, 'stage-target')) await movedHome(move, 'target').stamp({ all: false });
  if (wasTouched(value, 'hold-source') && !lifted) await stampClaim(move);
  await stampVirtualVolumes(move);
}

/** Whether an earlier holder's write that holds the old copy may still be on its way: to be late for it would be to hold that for ever. */
function isHolding(journal: Journal): boolean {
  return wasTouched(journal, 'hold-source') && journal.noReturnAt === undefined;
}

/** Whichever claim is the move's own now: an earlier holder may be about to delete it. In the middle of the cut there is none. */
async function stampClaim(move: Move): Promise<void> {
  const object = await findClaim(move);
  if (object === undefined) return;
  if (object.metadata.uid !== liveClaimUid(move.journal.value) && !isOwned(object, move)) return;
  await patchOwned(move, move.consumer, { kind: kinds.claim, object, patch: { metadata: { annotations: ownAnnotations(move) } } });
}

async function stampVirtualVolumes(move: Move): Promise<void> {
  const { name, uid } = move.journal.value.volume;
  const original = await move.consumer.find(kinds.volume, { name });
  const volumes = [
    original?.metadata.uid === uid ? original : undefined,
    await findReserved(move, 'target'),
    await findReserved(move, 'source'),
  ];
  for (const object of volumes) {
    const held = object !== undefined && (isOwned(object, move) || (object === original && isHolding(move.journal.value)));
    if (!held) continue;
    await patchOwned(move, move.consumer, { kind: kinds.volume, object, patch: { metadata: { annotations: ownAnnotations(move) } } });
  }
}
