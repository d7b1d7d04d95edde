import type { Claim } from '../../kube/kinds.ts';
import type { Facts } from './facts/facts.ts';
import type { Journal } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';

/** The journal of a move that has not begun. */
export function planJournal(plan: Plan, facts: Facts, { epoch, startedAt }: { epoch: number; startedAt: string }): Journal | undefined {
  const { claim, volume, user, guardServed } = facts;
  if (claim?.metadata.uid === undefined || volume?.metadata.uid === undefined) return undefined;
  const policy = volume.spec?.persistentVolumeReclaimPolicy === 'Retain' ? 'Retain' : 'Delete';
  return {
    version: 1,
    id: plan.id,
    attempt: plan.attempt,
    epoch,
    startedAt,
    user,
    guarded: guardServed,
    request: plan.request,
    workspace: plan.workspace,
    providers: [...plan.providers],
    capacityBytes: plan.capacityBytes,
    claim: claim as Claim & Journal['claim'],
    volume: { name: volume.metadata.name, uid: volume.metadata.uid, policy },
    source: plan.source,
    target: plan.target,
    direction: 'forward',
    phases: {},
    notCarried: [],
    leftBehind: [],
    swap: {},
    swapBack: {},
    discardChanges: false,
  };
}
