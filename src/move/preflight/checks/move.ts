import { kubectl, liqoctl } from '../../../base/hint.ts';
import { kinds } from '../../../kube/objects/kinds.ts';
import type { Check, CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';
import { phaseState } from '../../model/journal.ts';
import { waysOn } from '../../model/outcome.ts';

/** A move of this claim that is not finished, wherever it runs or stopped. */
export const moveInProgress: Check = ({ journal, request }) => {
  if (journal === undefined) return [];
  const { claim, namespace } = request;
  const on = `${claim} -n ${namespace}`;
  const kept = journal.request.keepSource && phaseState(journal, 'close-workspace') === 'done';
  const ways = waysOn(journal);
  const rollback = ways.includes('finish-rollback');
  const what = kept ? 'is done, but its old copy is still kept' : `is not finished; it was started on ${minuteOf(journal.startedAt)}`;
  return [
    {
      check: 'move-in-progress',
      message: `a move of claim ${namespace}/${claim} to ${journal.request.targetNode} ${what}`,
      next: [
        liqoctl(`move resume ${on}`, rollback ? 'finishes its rollback' : kept ? 'deletes the old copy' : 'finishes it'),
        ...(ways.includes('abort') ? [liqoctl(`move abort ${on}`, kept ? 'rolls back to the old copy' : 'rolls it back')] : []),
      ],
    },
  ];
};

/** `2026-11-28 20:53 UTC` of a time in ISO 8601. */
function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Reasons that lie in what this cluster offers to a move. */
export const moveChecks: CheckGroup = { reads: [], checks: [noGuard, clusterIdMissing] };

function noGuard({ guardServed, request }: Facts) {
  if (guardServed || request.guard === 'auto') return [];
  return [
    {
      check: 'guard-missing',
      message: 'this cluster has no ValidatingAdmissionPolicy (Kubernetes 1.30 and newer), so pods could not be kept off the claim',
      next: ['--guard=auto    moves without it, watching and checking again'],
    },
  ];
}

function clusterIdMissing({ clusterId, providers, blind }: Facts) {
  if (clusterId !== undefined || providers.size === 0 || blind.has(kinds.configMap.plural)) return [];
  return [
    {
      check: 'cluster-id-missing',
      message: "Liqo's id of this cluster is not there: no ConfigMap has the label app.kubernetes.io/name=clusterid-configmap",
      next: [kubectl('get configmaps -A -l app.kubernetes.io/name=clusterid-configmap', 'shows it where Liqo is installed')],
    },
  ];
}
