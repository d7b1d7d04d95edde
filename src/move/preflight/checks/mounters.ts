import { distinctHints, elsewhere, kubectl } from '../../../base/hint.ts';
import { kinds, type Pod } from '../../../kube/objects/kinds.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';
import type { Mounter, PodOwner } from '../facts/living-owners.ts';
import { endsWith } from '../scaling/plan-scaling.ts';
import { isWarm } from '../scaling/plan-warm.ts';
import { isTerminal } from '../../claim/finished-pods.ts';
import type { Refusal } from '../../model/outcome.ts';
import { stopLines } from '../advice/stop-lines.ts';

/** Pods that name the claim. In any phase: what names a claim keeps it from being deleted. */
export const mounterChecks: CheckGroup = { reads: [kinds.pod.plural], checks: [usedByOthers, finished, realUsed, usedInProvider] };

/** Those that the move ends by scaling are no reason, nor those whose end it waits for while it copies. */
function usedByOthers({ mounters, workloads, request, ...facts }: Facts) {
  if (workloads === undefined && isWarm({ mounters, request, ...facts })) return [];
  return used({ mounters: mounters.filter(({ pod }) => !endsWith(pod, workloads)), request });
}

/** Pods that run, or are about to. */
export function used({
  mounters,
  request,
}: Pick<Facts, 'mounters'> & { request: Pick<Facts['request'], 'namespace' | 'claim'> }): Refusal[] {
  const running = mounters.filter(({ pod }) => !isTerminal(pod));
  if (running.length === 0) return [];
  return [
    {
      check: 'claim-mounted',
      message: `claim ${request.namespace}/${request.claim} is in use by ${podWords(running)}`,
      next: distinctHints(running.flatMap(stopLines)),
    },
  ];
}

function finished({ mounters, request }: Facts) {
  const over = mounters.filter(({ pod }) => isTerminal(pod));
  if (over.length === 0 || request.removeFinishedPods === true) return [];
  const names = over.map(({ pod }) => pod.metadata.name);
  return [
    {
      check: 'claim-named-by-finished-pod',
      message: `claim ${request.namespace}/${request.claim} is still referenced by completed ${podWords(over)}`,
      next: [kubectl(`delete pod -n ${request.namespace} ${names.join(' ')}`), '--remove-finished-pods    lets the move do that'],
    },
  ];
}

/** A pod that reads the real claim on the side, a backup for instance, would keep it from being let go. */
function realUsed({ local }: Facts) {
  if (local === undefined || local.mounters.length === 0) return [];
  const names = local.mounters.map(({ metadata }) => metadata.name);
  return [
    {
      check: 'real-claim-mounted',
      message: `the real claim ${local.namespace}/${local.claim?.metadata.name ?? ''} is in use by ${podWords(local.mounters.map((pod) => ({ pod, owners: [] })))}`,
      next: [kubectl(`delete pod -n ${local.namespace} ${names.join(' ')}`, 'or wait until they are done and gone')],
    },
  ];
}

/** Those of our own pods over there come and go with ours. */
function usedInProvider({ mounters, providers }: Facts) {
  const ours = new Set(mounters.map(({ pod }) => pod.metadata.name));
  return [...providers.values()].flatMap(({ id, namespace, mounters: there }) => {
    const foreign = there.filter(({ metadata }) => !ours.has(metadata.name));
    if (foreign.length === 0) return [];
    const names = foreign.map(({ metadata }) => metadata.name);
    return [
      {
        check: 'claim-mounted-in-provider',
        message: `in ${id}, the real claim in namespace ${namespace} is in use by ${podWords(foreign.map((pod) => ({ pod, owners: [] })))}`,
        next: [elsewhere(kubectl(`delete pod -n ${namespace} ${names.join(' ')}`), id)],
      },
    ];
  });
}

/** Names in a message, before the rest is only counted. */
const mostNames = 5;

function podWords(mounters: readonly Mounter[]): string {
  const named = mounters.slice(0, mostNames).map(({ pod, owners }) => `${pod.metadata.name} (${phaseOf(pod)}${ownerWords(owners)})`);
  const more = mounters.length - named.length;
  return `pod ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function phaseOf({ metadata, status }: Pod): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? 'Pending') : 'Terminating';
}

function ownerWords(owners: readonly PodOwner[]): string {
  const last = owners.at(-1);
  return last === undefined ? '' : `, of ${last.kind} ${last.name}`;
}
