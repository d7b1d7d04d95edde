import type { NamespaceOffloading, OffloadingCondition } from '../../../src/liqo/kinds.ts';
import { timestamp } from '../../support/timestamp.ts';
import type { Standing } from './remote-namespaces.ts';

/** What one provider should do with a namespace, and how far it is. */
export interface ProviderStanding {
  readonly provider: string;
  readonly required: boolean;
  readonly standing: Standing;
}

type Status = NonNullable<NamespaceOffloading['status']>;

/** The whole status of an offloading; times of conditions that did not change stay. */
export function statusOf(offloading: NamespaceOffloading, remoteName: string, standings: readonly ProviderStanding[]): Status {
  const before = offloading.status?.remoteNamespacesConditions ?? {};
  const conditions = standings.map((one) => [one.provider, conditionsOf(one, before[one.provider] ?? [])] as const);
  return {
    remoteNamespaceName: remoteName,
    offloadingPhase: phaseOf(offloading, standings),
    remoteNamespacesConditions: Object.fromEntries(conditions),
    observedGeneration: offloading.metadata.generation ?? 1,
  };
}

function phaseOf(offloading: NamespaceOffloading, standings: readonly ProviderStanding[]): string {
  if (offloading.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const required = standings.filter((one) => one.required);
  if (required.length === 0) return 'NoClusterSelected';
  const failed = required.filter((one) => one.standing === 'foreign').length;
  if (failed === required.length) return 'AllFailed';
  if (failed > 0) return 'SomeFailed';
  return required.every((one) => one.standing === 'accepted') ? 'Ready' : 'InProgress';
}

const readiness: Readonly<Record<Standing, Pick<OffloadingCondition, 'status' | 'reason' | 'message'> | undefined>> = {
  accepted: { status: 'True', reason: 'NamespaceCreated', message: 'Namespace correctly offloaded to this cluster' },
  creating: { status: 'False', reason: 'Creating', message: 'Remote namespace creation in progress' },
  foreign: { status: 'False', reason: 'CreationLoopBackOff', message: 'Some problems occurred during remote namespace creation' },
  terminating: { status: 'False', reason: 'Terminating', message: 'The remote namespace is requested to be deleted' },
  absent: undefined,
};

function conditionsOf({ required, standing }: ProviderStanding, before: readonly OffloadingCondition[]): OffloadingCondition[] {
  const wanted: OffloadingCondition = required
    ? { type: 'OffloadingRequired', status: 'True', reason: 'ClusterSelected', message: 'Cluster selected for namespace offloading' }
    : {
        type: 'OffloadingRequired',
        status: 'False',
        reason: 'ClusterNotSelected',
        message: 'Cluster not selected for namespace offloading',
      };
  const ready = readiness[standing];
  const all = ready === undefined ? [wanted] : [wanted, { type: 'Ready' as const, ...ready }];
  return all.map((condition) => ({ ...condition, lastTransitionTime: transitionTime(condition, before) }));
}

function transitionTime(condition: OffloadingCondition, before: readonly OffloadingCondition[]): string {
  const same = before.find((one) => one.type === condition.type && one.status === condition.status && one.reason === condition.reason);
  return same?.lastTransitionTime ?? timestamp(new Date());
}
