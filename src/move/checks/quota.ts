import { compareQuantities, parseQuantity, type Quantity } from '../../base/quantity.ts';
import type { Claim, ResourceQuota } from '../../kube/kinds.ts';
import { storageClassOf } from '../../kube/storage-class.ts';
import { renderNewClaim } from '../claim/claim-copy.ts';

/** One amount that a quota would not allow. */
export interface Excess {
  readonly name: string;
  /** As the quota would count it after the claim's exchange. */
  readonly wanted: string;
  readonly hard: string;
}

/** What the quota would hold against the claim's successor: used - old + new, for what it limits and the successor uses. */
export function quotaExcess({ spec, status }: ResourceQuota, claim: Claim): readonly Excess[] {
  // Scopes are about pods, but for one of attributes classes, which claims of a virtual class do not have.
  if (spec?.scopes !== undefined || spec?.scopeSelector !== undefined) return [];
  const before = usageOf(claim);
  const after = usageOf(renderNewClaim(claim, [], {}));
  return Object.entries(spec?.hard ?? {}).flatMap(([name, hard]) => {
    const added = after.get(name);
    const used = status?.used?.[name];
    if (added === undefined || used === undefined) return [];
    const wanted = { billionths: parseQuantity(used).billionths - (before.get(name)?.billionths ?? 0n) + added.billionths };
    return compareQuantities(wanted, parseQuantity(hard)) > 0 ? [{ name, wanted: amountWords(wanted), hard }] : [];
  });
}

/** What a claim counts for, by the names that quotas know (Kubernetes' evaluator for claims). */
function usageOf(claim: Claim): ReadonlyMap<string, Quantity> {
  const one = parseQuantity('1');
  const size = sizeOf(claim);
  const ofClass = `${storageClassOf(claim)}.storageclass.storage.k8s.io`;
  return new Map([
    ['persistentvolumeclaims', one],
    ['count/persistentvolumeclaims', one],
    ['requests.storage', size],
    [`${ofClass}/persistentvolumeclaims`, one],
    [`${ofClass}/requests.storage`, size],
  ]);
}

/** While a volume grows, the larger of both sizes counts. */
function sizeOf({ spec, status }: Claim): Quantity {
  const requested = parseQuantity(spec?.resources?.requests?.['storage'] ?? '0');
  const allocated = parseQuantity(status?.allocatedResources?.['storage'] ?? '0');
  return compareQuantities(allocated, requested) > 0 ? allocated : requested;
}

const units: readonly (readonly [string, bigint])[] = [
  ['Ti', 2n ** 40n],
  ['Gi', 2n ** 30n],
  ['Mi', 2n ** 20n],
  ['Ki', 2n ** 10n],
];

/** In the largest binary unit that fits exactly, as Kubernetes writes it. */
function amountWords({ billionths }: Quantity): string {
  const whole = billionths / 1_000_000_000n;
  const [unit, size] = units.find(([, each]) => whole > 0n && whole % each === 0n) ?? ['', 1n];
  return `${whole / size}${unit}`;
}
