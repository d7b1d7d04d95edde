import type { Pod, ResourceQuota } from '../../../../src/kube/objects/kinds.ts';
import { kindNamed } from '../kinds.ts';
import type { ApiObject } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { forbidden } from '../status.ts';
import type { Store } from '../store.ts';
import type { Admission, AdmissionRequest } from './admission.ts';
import { unsaid } from './pod-usage.ts';
import { selects } from './quota-scopes.ts';
import { renderAmount, type Usage, usageOf, usageUnder } from './quota-usage.ts';

const quotas = kindNamed('resourcequotas');

/** ResourceQuotas, reckoned from what is stored: their status is the quota controller's. */
export class QuotaAdmission implements Admission {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  admit({ call, operation, object, before }: AdmissionRequest): void {
    if (operation === 'DELETE' || object === undefined || call.subresource !== undefined || !call.kind.namespaced) return;
    const quotasHere = this.#store.list(quotas, call.namespace) as unknown as ResourceQuota[];
    for (const quota of quotasHere.filter((each) => selects(each, object))) {
      const words = explainSilence(quota, object) ?? this.#explainExcess(quota, growth(call.kind, object, before));
      if (words !== undefined) throw forbidden(call.kind, object.metadata.name, words);
    }
  }

  #explainExcess(quota: ResourceQuota, added: Usage): string | undefined {
    const limits = Object.entries(quota.spec?.hard ?? {}).filter(([name]) => added.has(name));
    if (limits.length === 0) return undefined;
    const used = usageUnder(quota, this.#store);
    const over = limits.filter(([name, limit]) => (used.get(name) ?? 0) + (added.get(name) ?? 0) > parseQuantity(limit));
    if (over.length === 0) return undefined;
    const say = (amount: (name: string, limit: string) => string) =>
      over.map(([name, limit]) => `${name}=${amount(name, limit)}`).join(',');
    const requested = say((name) => renderAmount(name, added.get(name) ?? 0));
    const already = say((name) => renderAmount(name, used.get(name) ?? 0));
    return `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${already}, limited: ${say((_, limit) => limit)}`;
  }
}

/** What a write adds to each counted amount. */
function growth(kind: AdmissionRequest['call']['kind'], object: ApiObject, before: ApiObject | undefined): Usage {
  const old = before === undefined ? new Map<string, number>() : usageOf(kind, before);
  const grown = [...usageOf(kind, object)].map(([name, amount]): [string, number] => [name, amount - (old.get(name) ?? 0)]);
  return new Map(grown.filter(([, more]) => more > 0));
}

/** What cannot be counted is not let in. */
function explainSilence({ metadata, spec }: ResourceQuota, object: ApiObject): string | undefined {
  if (object.kind !== 'Pod') return undefined;
  const silent = unsaid(object as unknown as Pod, Object.keys(spec?.hard ?? {}));
  const words = [...silent].map(([name, containers]) => `${name} for: ${containers.join(',')}`);
  return words.length === 0 ? undefined : `failed quota: ${metadata.name}: must specify ${words.join('; ')}`;
}
