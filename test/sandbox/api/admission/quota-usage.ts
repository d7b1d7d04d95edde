import type { Claim, Pod, ResourceQuota } from '../../../../src/kube/objects/kinds.ts';
import { qualifiedResource, type ResourceKind, resourceKinds } from '../kinds.ts';
import type { ApiObject } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { classOf } from '../storage-class.ts';
import type { Store } from '../store.ts';
import { podUsage } from './pod-usage.ts';
import { selects } from './quota-scopes.ts';

export type Usage = ReadonlyMap<string, number>;

/** Kinds that a quota counts by their plain name, too. */
const plainlyCounted = new Set(['persistentvolumeclaims', 'secrets', 'configmaps', 'services', 'resourcequotas']);

/** What one object counts for, by the names of quotas. */
export function usageOf(kind: ResourceKind, object: ApiObject): Usage {
  const usage = new Map([[`count/${qualifiedResource(kind)}`, 1]]);
  if (kind.group === '' && plainlyCounted.has(kind.plural)) usage.set(kind.plural, 1);
  if (object.kind === 'PersistentVolumeClaim') return new Map([...usage, ...claimUsage(object as unknown as Claim)]);
  return object.kind === 'Pod' ? new Map([...usage, ...podUsage(object as unknown as Pod)]) : usage;
}

function claimUsage(claim: Claim): Usage {
  const size = parseQuantity(claim.spec?.resources?.requests?.['storage'] ?? '0');
  const usage = new Map([['requests.storage', size]]);
  const prefix = `${classOf(claim)}.storageclass.storage.k8s.io`;
  if (classOf(claim) !== '') usage.set(`${prefix}/persistentvolumeclaims`, 1).set(`${prefix}/requests.storage`, size);
  return usage;
}

/** What a namespace uses of what this quota limits. */
export function usageUnder(quota: ResourceQuota, store: Pick<Store, 'list'>): Usage {
  const { namespace } = quota.metadata;
  const counted = resourceKinds
    .filter(({ namespaced }) => namespaced)
    .flatMap((kind) => store.list(kind, namespace).flatMap((object) => (selects(quota, object) ? [...usageOf(kind, object)] : [])));
  const total = new Map(Object.keys(quota.spec?.hard ?? {}).map((name) => [name, 0]));
  for (const [name, amount] of counted) if (total.has(name)) total.set(name, (total.get(name) ?? 0) + amount);
  return total;
}

/** An amount as Kubernetes writes it: bytes in the largest binary unit that fits, parts of a core in thousandths. */
export function renderAmount(name: string, amount: number): string {
  if (!Number.isInteger(amount)) return `${Math.ceil(amount * 1000)}m`;
  if (!/(storage|memory)$/.test(name)) return String(amount);
  const units: [string, number][] = [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ];
  const [unit, size] = units.find(([, each]) => amount > 0 && amount % each === 0) ?? ['', 1];
  return `${amount / size}${unit}`;
}
