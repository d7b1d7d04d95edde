import { kinds, type ResourceQuota } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { renderAmount, usageUnder } from '../api/admission/quota-usage.ts';
import { type ApiObject, sameJson } from '../api/object.ts';
import { type Context, type ControllerKind, on } from './controller.ts';
import { parseKey, patchStatus, pathOf, type Stored } from './objects.ts';
import { servedKindNamed } from './served-kinds.ts';

const counted = ['persistentvolumeclaims', 'pods', 'jobs', 'secrets', 'shadowpods'].map(servedKindNamed);

/** Says in the status of each quota how much of it is used, by the kinds that moves make. */
export const resourceQuotas: ControllerKind = {
  user: 'system:serviceaccount:kube-system:resourcequota-controller',
  component: 'resourcequota-controller',
  start: (context) => {
    const quotasBeside = ({ metadata }: Stored) => {
      const quotas = context.cached(kinds.resourceQuota).items();
      return quotas.filter((quota) => quota.metadata.namespace === metadata.namespace).map(pathOf);
    };
    return {
      triggers: [on(kinds.resourceQuota, (quota) => [pathOf(quota)]), ...counted.map((kind) => on(kind, quotasBeside))],
      reconcile: (path) => reconcileQuota(context, path),
    };
  },
};

async function reconcileQuota({ port }: Context, path: string): Promise<void> {
  const key = parseKey(path);
  const quota = await port.find(kinds.resourceQuota, key);
  if (quota === undefined) return;
  const hard = quota.spec?.hard ?? {};
  const used = renderUsed(quota, await listCounted(port, key.namespace ?? ''));
  if (sameJson(quota.status ?? {}, { hard, used })) return;
  await patchStatus(port, kinds.resourceQuota, quota, { hard, used });
}

type Counted = ReadonlyMap<string, readonly ApiObject[]>;

async function listCounted(port: KubePort, namespace: string): Promise<Counted> {
  const lists = counted.map(async (kind) => [kind.plural, (await port.list(kind, { namespace })).items as ApiObject[]] as const);
  return new Map(await Promise.all(lists));
}

/** What is used of every limit of the quota. */
export function renderUsed(quota: ResourceQuota, objects: Counted): Record<string, string> {
  const used = usageUnder(quota, { list: (kind) => [...(objects.get(kind.plural) ?? [])] });
  return Object.fromEntries([...used].map(([name, amount]) => [name, renderAmount(name, amount)]));
}
