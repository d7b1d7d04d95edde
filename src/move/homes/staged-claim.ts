import type { Claim } from '../../kube/objects/kinds.ts';
import { byHome, type Home } from '../../volumes/home.ts';
import { renderLocalClaim, renderRemoteClaim } from '../../volumes/real-claim.ts';
import { originalClaim } from '../claim/original-claim.ts';
import { ownAnnotations } from '../held/guarded-writes.ts';
import type { MoveNow } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** The empty real claim that a target mover fills: ours until it is adopted. */
export function renderStagedClaim(move: MoveNow, home: Home): Claim {
  const plan = move.journal.value;
  const [original, annotations] = [originalClaim(plan), ownAnnotations(move)];
  return byHome(home, {
    local: (local) => renderLocalClaim(original, local, { labels: { [moveLabels.id]: plan.id }, annotations }),
    remote: (remote) => renderRemoteClaim(original, remote, { annotations, finalizers: [moveLabels.hold] }),
  });
}
