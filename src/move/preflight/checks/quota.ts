import { elsewhere, type Hint, kubectl } from '../../../base/hint.ts';
import { compareQuantities, parseQuantity, type Quantity } from '../../../base/quantity.ts';
import { type Claim, kinds, type ResourceQuota } from '../../../kube/objects/kinds.ts';
import { type Counted, quotaSelects, sumUsage, type Usage, usageOf } from '../../../kube/objects/quota-usage.ts';
import type { CheckedFacts } from '../questions/answers.ts';
import type { NamespaceLoad } from '../questions/loads.ts';
import { renderNewClaim } from '../../claim/claim-copy.ts';

/** One amount that a quota would not allow. */
interface Excess {
  readonly name: string;
  /** What the move would add. */
  readonly needed: string;
  /** As the quota counts it now. */
  readonly used: string;
  readonly hard: string;
}

/** Quotas that would let neither all of a move's objects in at one time nor, later, the claim's successor. */
export function overQuota(facts: CheckedFacts) {
  return [...facts.loads.flatMap((load) => roomRefusals(load, facts)), ...successorRefusals(facts)];
}

/** Whether one of the quotas that a load would exceed is the one that a server's refusal names: it is told once. */
export function isReckoned(
  { loads }: CheckedFacts,
  { cluster, namespace, words }: { cluster: string; namespace: string; words: string },
): boolean {
  const load = loads.find((each) => each.cluster === cluster && each.namespace === namespace);
  return load !== undefined && exceededBy(load).some(({ quota }) => words.includes(`exceeded quota: ${quota},`));
}

function roomRefusals(load: NamespaceLoad, { providers }: CheckedFacts) {
  const { cluster, namespace } = load;
  const away = providers.has(cluster);
  return exceededBy(load).map(({ quota, over }) => ({
    check: 'quota-exceeded',
    message: `ResourceQuota ${quota} in namespace ${namespace}${away ? `, in ${cluster},` : ''} has no room for what the move needs there at one time: ${amountWords(over)}`,
    next: [away ? elsewhere(describeQuota(quota, namespace), cluster) : describeQuota(quota, namespace)],
  }));
}

function exceededBy({ quotas, objects }: NamespaceLoad) {
  const reckoned = quotas.map((quota) => ({ quota: quota.metadata.name, over: quotaExcess(quota, { come: objects, go: [] }) }));
  return reckoned.filter(({ over }) => over.length > 0);
}

function successorRefusals({ claim, loads: [own], request: { namespace, claim: name } }: CheckedFacts) {
  if (claim === undefined || own === undefined) return [];
  return own.quotas.flatMap((quota) => {
    const over = quotaExcess(quota, { come: [ofClaim(renderNewClaim(claim, [], {}))], go: [ofClaim(claim)] });
    if (over.length === 0) return [];
    return [
      {
        check: 'claim-over-quota',
        message: `claim ${namespace}/${name} could not be created again: ResourceQuota ${quota.metadata.name} would be exceeded: ${amountWords(over)}`,
        next: [describeQuota(quota.metadata.name, namespace)],
      },
    ];
  });
}

function ofClaim(object: Claim): Counted {
  return { kind: kinds.claim, object };
}

/** What of the quota's limits would be exceeded when some objects come and others go: used - old + new, for what the new ones use. */
function quotaExcess(quota: ResourceQuota, { come, go }: Record<'come' | 'go', readonly Counted[]>): readonly Excess[] {
  const usage = (objects: readonly Counted[]): Usage => sumUsage(objects.filter((each) => quotaSelects(quota, each)).map(usageOf));
  const [before, after] = [usage(go), usage(come)];
  return Object.entries(quota.spec?.hard ?? {}).flatMap(([name, hard]) => {
    const added = after.get(name);
    const used = quota.status?.used?.[name];
    if (added === undefined || used === undefined) return [];
    const needed = { billionths: added.billionths - (before.get(name)?.billionths ?? 0n) };
    const total = { billionths: parseQuantity(used).billionths + needed.billionths };
    return compareQuantities(total, parseQuantity(hard)) > 0 ? [{ name, needed: formatAmount(needed), used, hard }] : [];
  });
}

function amountWords(over: readonly Excess[]): string {
  return over.map(({ name, needed, used, hard }) => `${name} (${used} of ${hard} used, ${needed} more needed)`).join(', ');
}

function describeQuota(quota: string, namespace: string): Hint {
  return kubectl(`describe resourcequota ${quota} -n ${namespace}`, 'shows what uses it; raise it, or free some');
}

const units: readonly (readonly [string, bigint])[] = [
  ['Ti', 2n ** 40n],
  ['Gi', 2n ** 30n],
  ['Mi', 2n ** 20n],
  ['Ki', 2n ** 10n],
];

/** In the largest unit that fits exactly, as Kubernetes writes it. */
function formatAmount({ billionths }: Quantity): string {
  if (billionths % 1_000_000_000n !== 0n) return `${(billionths + 999_999n) / 1_000_000n}m`;
  const whole = billionths / 1_000_000_000n;
  const [unit, size] = units.find(([, each]) => whole > 0n && whole % each === 0n) ?? ['', 1n];
  return `${whole / size}${unit}`;
}
