import type { Pod } from '../../../../src/kube/objects/kinds.ts';
import { parseQuantity } from '../quantity.ts';

type Container = NonNullable<Pod['spec']>['containers'][number];
type Amounts = Map<string, number>;

/** What a pod counts for besides being an object; one that has ended nothing. */
export function podUsage({ spec, status }: Pod): ReadonlyMap<string, number> {
  if (spec === undefined || ['Succeeded', 'Failed'].includes(status?.phase ?? '')) return new Map();
  const requests = most(spec, ({ resources }) => ({ ...resources?.limits, ...resources?.requests }));
  const limits = most(spec, ({ resources }) => resources?.limits ?? {});
  return new Map([
    ['pods', 1],
    ...requests,
    ...[...requests].map(([name, amount]) => [`requests.${name}`, amount] as const),
    ...[...limits].map(([name, amount]) => [`limits.${name}`, amount] as const),
  ]);
}

/** Containers run together, those of the beginning one after another. */
function most(
  { containers, initContainers = [] }: NonNullable<Pod['spec']>,
  of: (container: Container) => Record<string, string>,
): Amounts {
  const total: Amounts = new Map();
  const amounts = (container: Container) => Object.entries(of(container)).map(([name, text]) => [name, parseQuantity(text)] as const);
  for (const [name, amount] of containers.flatMap(amounts)) total.set(name, (total.get(name) ?? 0) + amount);
  for (const [name, amount] of initContainers.flatMap(amounts)) total.set(name, Math.max(total.get(name) ?? 0, amount));
  return total;
}

/** What containers must say so that a quota on it can count the pod: by its name, those that do not. */
export function unsaid({ spec }: Pod, limited: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const demanded = limited.filter((name) => /^((requests|limits)\.)?(cpu|memory)$/.test(name));
  const silent = demanded.map((name) => {
    const [, which = 'requests', resource = name] = /^(requests|limits)\.(.+)$/.exec(name) ?? [];
    const says = ({ resources }: Container) => (which === 'limits' ? resources?.limits : { ...resources?.limits, ...resources?.requests });
    const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
    return [name, all.filter((each) => says(each)?.[resource] === undefined).map((each) => each.name)] as const;
  });
  return new Map(silent.filter(([, names]) => names.length > 0));
}
