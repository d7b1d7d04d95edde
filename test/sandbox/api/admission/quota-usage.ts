import type { Claim, Pod } from '../../../../src/kube/kinds.ts';
import { kindNamed } from '../kinds.ts';
import type { ApiObject } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import type { Store } from '../store.ts';

const claims = kindNamed('persistentvolumeclaims');
const pods = kindNamed('pods');
export type Usage = ReadonlyMap<string, number>;

/** What one object counts for, by the names of quotas. Only claims and pods count here. */
export function usageOf(object: ApiObject): Usage {
  if (object.kind === 'PersistentVolumeClaim') return claimUsage(object as unknown as Claim);
  if (object.kind === 'Pod') return podUsage(object as unknown as Pod);
  return new Map();
}

function claimUsage({ spec }: Claim): Usage {
  const size = parseQuantity(spec?.resources?.requests?.['storage'] ?? '0');
  const usage = new Map([
    ['persistentvolumeclaims', 1],
    ['count/persistentvolumeclaims', 1],
    ['requests.storage', size],
  ]);
  const prefix = `${spec?.storageClassName ?? ''}.storageclass.storage.k8s.io`;
  if (spec?.storageClassName) usage.set(`${prefix}/persistentvolumeclaims`, 1).set(`${prefix}/requests.storage`, size);
  return usage;
}

/** Finished pods no longer count, except as objects. */
function podUsage({ status }: Pod): Usage {
  const ended = ['Succeeded', 'Failed'].includes(status?.phase ?? '');
  return new Map([['count/pods', 1], ...(ended ? [] : [['pods', 1] as const])]);
}

/** What a namespace uses of all that quotas can limit. */
export function usageIn(store: Store, namespace: string | undefined): Usage {
  const total = new Map<string, number>();
  for (const object of [...store.list(claims, namespace), ...store.list(pods, namespace)]) {
    for (const [name, amount] of usageOf(object)) total.set(name, (total.get(name) ?? 0) + amount);
  }
  return total;
}

/** An amount as Kubernetes writes it: storage in the largest binary unit that fits. */
export function renderAmount(name: string, amount: number): string {
  if (!name.endsWith('storage')) return String(amount);
  const units: [string, number][] = [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ];
  const [unit, size] = units.find(([, each]) => amount > 0 && amount % each === 0) ?? ['', 1];
  return `${amount / size}${unit}`;
}
