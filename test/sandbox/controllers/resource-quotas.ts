import { kinds } from '../../../src/kube/kinds.ts';
import type { Claim, Pod, ResourceQuota } from '../../../src/kube/kinds.ts';
import { sameJson } from '../api/object.ts';
import { classOf } from './binder/matching.ts';
import { on } from './controller.ts';
import type { Context, ControllerKind } from './controller.ts';
import { parseKey, patchStatus, pathOf } from './objects.ts';
import type { Stored } from './objects.ts';
import { amountOf } from './quantities.ts';
import { isFinished } from './states.ts';

/** Says in the status of each quota how much of it is used, for claims and the number of pods. */
export const resourceQuotas: ControllerKind = {
  user: 'system:serviceaccount:kube-system:resourcequota-controller',
  component: 'resourcequota-controller',
  start: (context) => {
    const quotasBeside = ({ metadata }: Stored) => {
      const quotas = context.cached(kinds.resourceQuota).items();
      return quotas.filter((quota) => quota.metadata.namespace === metadata.namespace).map(pathOf);
    };
    return {
      triggers: [on(kinds.resourceQuota, (quota) => [pathOf(quota)]), on(kinds.claim, quotasBeside), on(kinds.pod, quotasBeside)],
      reconcile: (path) => reconcileQuota(context, path),
    };
  },
};

async function reconcileQuota({ port }: Context, path: string): Promise<void> {
  const key = parseKey(path);
  const quota = await port.find(kinds.resourceQuota, key);
  if (quota === undefined) return;
  const scope = { namespace: key.namespace ?? '' };
  const [claims, pods] = await Promise.all([port.list(kinds.claim, scope), port.list(kinds.pod, scope)]);
  const hard = quota.spec?.hard ?? {};
  const used = renderUsed(quota, claims.items, pods.items);
  if (sameJson(quota.status ?? {}, { hard, used })) return;
  await patchStatus(port, kinds.resourceQuota, quota, { hard, used });
}

/** What is used of every limit of the quota that this controller can count; the others are left out. */
export function renderUsed(quota: ResourceQuota, claims: readonly Claim[], pods: readonly Pod[]): Record<string, string> {
  const limits = Object.keys(quota.spec?.hard ?? {});
  const counted = limits.map((limit) => [limit, measure(limit, claims, pods)] as const);
  return Object.fromEntries(counted.filter(([, used]) => used !== undefined)) as Record<string, string>;
}

function measure(limit: string, claims: readonly Claim[], pods: readonly Pod[]): string | undefined {
  const [, storageClass, rest = limit] = /^(.+)\.storageclass\.storage\.k8s\.io\/(.+)$/.exec(limit) ?? [];
  const counted = storageClass === undefined ? claims : claims.filter((claim) => classOf(claim) === storageClass);
  switch (rest) {
    case 'persistentvolumeclaims':
    case 'count/persistentvolumeclaims':
      return String(counted.length);
    case 'requests.storage':
      return String(counted.reduce((sum, { spec }) => sum + amountOf(spec?.resources?.requests?.['storage']), 0));
    case 'pods':
      return String(pods.filter((pod) => !isFinished(pod)).length);
    case 'count/pods':
      return String(pods.length);
    default:
      return undefined;
  }
}
