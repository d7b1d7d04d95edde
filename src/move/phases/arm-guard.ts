import { kinds } from '../../kube/objects/kinds.ts';
import { removeFinishedPods } from '../claim/finished-pods.ts';
import { ensureGuard, removeGuard } from '../guard/guard.ts';
import { readLiveClaim, refuseMounters } from '../claim/live-claim.ts';
import type { PlainPhase } from '../model/phase.ts';

/** Keeps everyone else off the claim; then looks again for pods that came before the guard was up. */
export const armGuard: PlainPhase<'arm-guard'> = {
  name: 'arm-guard',
  interruptible: true,
  mounters: 'allowed',
  copies: false,

  async forward(move) {
    if (move.journal.value.request.removeFinishedPods === true) await removeFinishedPods(move);
    if (move.journal.value.guarded) await ensureGuard(move);
    else
      move.emit({ type: 'warning', text: 'ValidatingAdmissionPolicy is unavailable: the claim is watched, but pods are not kept off it' });
    await readLiveClaim(move);
    // A pod that is gone by a second look has gone before the copy begins, or had gone before the first one.
    await refuseMounters(move).catch(() => refuseMounters(move));
  },

  async undo(move) {
    if (await move.consumer.serves(kinds.admissionPolicy)) await removeGuard(move);
  },
};
