import { compareQuantities, parseQuantity, type Quantity } from '../../base/quantity.ts';
import type { Claim, Kind, Meta, Pod, ResourceQuota } from './kinds.ts';
import { storageClassOf } from './storage-class.ts';

/** An object with what says how quotas count it. */
export interface Counted {
  readonly kind: Kind<unknown>;
  readonly object: { metadata: Meta };
}

/** Amounts by the names that quotas know. */
export type Usage = ReadonlyMap<string, Quantity>;

const one = parseQuantity('1');

/** What a quota counts an object for (Kubernetes' evaluators for pods, claims and whatever else there is). */
export function usageOf({ kind, object }: Counted): Usage {
  const group = kind.apiVersion.includes('/') ? `.${kind.apiVersion.replace(/\/.*/, '')}` : '';
  const counted: Usage = new Map([[`count/${kind.plural}${group}`, one]]);
  switch (kind.kind) {
    case 'Pod':
      return new Map([...counted, ...podUsage(object as Pod)]);
    case 'PersistentVolumeClaim':
      return new Map([...counted, ...claimUsage(object as Claim)]);
    default:
      return new Map([...counted, [kind.plural, one]]);
  }
}

/** Adds up what many objects count for. */
export function sumUsage(all: readonly Usage[]): Usage {
  const sum = new Map<string, Quantity>();
  for (const [name, { billionths }] of all.flatMap((usage) => [...usage]))
    sum.set(name, { billionths: billionths + (sum.get(name)?.billionths ?? 0n) });
  return sum;
}

function claimUsage(claim: Claim): Usage {
  const size = sizeOf(claim);
  const ofClass = `${storageClassOf(claim)}.storageclass.storage.k8s.io`;
  return new Map([
    ['persistentvolumeclaims', one],
    ['requests.storage', size],
    [`${ofClass}/persistentvolumeclaims`, one],
    [`${ofClass}/requests.storage`, size],
  ]);
}

/** While a volume grows, the larger of both sizes counts. */
function sizeOf({ spec, status }: Claim): Quantity {
  const requested = parseQuantity(spec?.resources?.requests?.['storage'] ?? '0');
  const allocated = parseQuantity(status?.allocatedResources?.['storage'] ?? '0');
  return larger(requested, allocated);
}

function podUsage({ spec }: Pod): Usage {
  if (spec === undefined) return new Map([['pods', one]]);
  // A limit without a request is a request.
  const requests = [...most(spec, ({ resources }) => ({ ...resources?.limits, ...resources?.requests }))];
  const limits = [...most(spec, ({ resources }) => resources?.limits ?? {})];
  const named = (prefix: string, amounts: typeof requests) => amounts.map(([name, amount]) => [`${prefix}${name}`, amount] as const);
  return new Map([['pods', one], ...requests, ...named('requests.', requests), ...named('limits.', limits)]);
}

type Container = NonNullable<Pod['spec']>['containers'][number];

/** Containers run together, sidecars among them; what runs before them counts only where it needs more. */
function most(
  { containers, initContainers = [] }: NonNullable<Pod['spec']>,
  of: (container: Container) => Readonly<Record<string, string>>,
): Usage {
  const amounts = (container: Container): Usage =>
    new Map(Object.entries(of(container)).map(([name, text]) => [name, parseQuantity(text)]));
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const together = new Map(sumUsage([...containers, ...sidecars].map(amounts)));
  for (const [name, amount] of initContainers.flatMap((each) => [...amounts(each)]))
    together.set(name, larger(amount, together.get(name) ?? amount));
  return together;
}

function larger(a: Quantity, b: Quantity): Quantity {
  return compareQuantities(a, b) > 0 ? a : b;
}

type Requirement = NonNullable<NonNullable<NonNullable<ResourceQuota['spec']>['scopeSelector']>['matchExpressions']>[number];

/** Whether the quota counts the object. One with scopes counts pods that fit all of them; a scope that we do not know counts nothing. */
export function quotaSelects({ spec }: ResourceQuota, { kind, object }: Counted): boolean {
  const plain: Requirement[] = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  const scopes = [...plain, ...(spec?.scopeSelector?.matchExpressions ?? [])];
  return scopes.length === 0 || (kind.kind === 'Pod' && scopes.every((scope) => fitsScope(object as Pod, scope)));
}

function fitsScope({ spec }: Pod, scope: Requirement): boolean {
  switch (scope.scopeName) {
    case 'Terminating':
      return spec?.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec?.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'PriorityClass':
      return fitsPriority(spec?.priorityClassName ?? '', scope);
    default:
      return false;
  }
}

function isBestEffort(spec: Pod['spec']): boolean {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return all.every(({ resources }) => Object.keys({ ...resources?.requests, ...resources?.limits }).length === 0);
}

function fitsPriority(name: string, { operator, values = [] }: Requirement): boolean {
  if (operator === 'In') return values.includes(name);
  if (operator === 'NotIn') return !values.includes(name);
  return operator === 'Exists' ? name !== '' : name === '';
}
