import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';

/** Reasons that lie in other moves, or in what this cluster offers to a move. */
export const moveChecks: readonly Check[] = [inProgress, noGuard];

function inProgress({ journal, request }: Facts) {
  if (journal === undefined) return undefined;
  const on = `${request.claim} -n ${request.namespace}`;
  return {
    check: 'move-in-progress',
    message: `a move of claim ${request.namespace}/${request.claim} to ${journal.request.targetNode} has been started before`,
    next: [`liqoctl move resume ${on}`, `liqoctl move abort ${on}`],
  };
}

function noGuard({ guardServed, request }: Facts) {
  if (guardServed || request.guard === 'auto') return undefined;
  return {
    check: 'guard-missing',
    message: 'this cluster has no ValidatingAdmissionPolicy (Kubernetes 1.30 and newer), so nobody could be kept off the claim',
    next: ['--guard=auto moves without it, watching and checking again'],
  };
}
