import type { ResourceQuota } from '../../../../src/kube/kinds.ts';
import { kindNamed } from '../kinds.ts';
import { type ApiObject, sameJson } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { forbidden } from '../status.ts';
import type { Store } from '../store.ts';
import type { Change } from '../watch-hub.ts';
import type { Admission, AdmissionRequest } from './admission.ts';
import { renderAmount, usageIn, usageOf } from './quota-usage.ts';

const quotas = kindNamed('resourcequotas');
const counted = [quotas, kindNamed('persistentvolumeclaims'), kindNamed('pods')];

/** ResourceQuotas on claims, storage and pods; their status says what is used. */
export class QuotaAdmission implements Admission {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.hub.subscribe((change) => this.#refresh(change));
  }

  admit({ call, operation, object, before }: AdmissionRequest): void {
    if (operation === 'DELETE' || object === undefined || call.subresource !== undefined || !counted.includes(call.kind)) return;
    const added = growth(object, before);
    if (added.length === 0) return;
    for (const quota of this.#store.list(quotas, call.namespace))
      this.#check(quota as unknown as ResourceQuota, { object, added, kind: call.kind });
  }

  #check(quota: ResourceQuota, write: { object: ApiObject; added: [string, number][]; kind: AdmissionRequest['call']['kind'] }): void {
    const { object, added, kind } = write;
    const used = usageIn(this.#store, quota.metadata.namespace);
    const limits = Object.entries(quota.spec?.hard ?? {});
    const over = limits.filter(([name, limit]) => {
      const more = added.find(([each]) => each === name)?.[1];
      return more !== undefined && (used.get(name) ?? 0) + more > parseQuantity(limit);
    });
    if (over.length === 0) return;
    const say = (amount: (name: string, limit: string) => string) =>
      over.map(([name, limit]) => `${name}=${amount(name, limit)}`).join(',');
    const requested = say((name) => renderAmount(name, added.find(([each]) => each === name)?.[1] ?? 0));
    const already = say((name) => renderAmount(name, used.get(name) ?? 0));
    const words = `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${already}, limited: ${say((_, limit) => limit)}`;
    throw forbidden(kind, object.metadata.name, words);
  }

  /** Writes what is used into the status of the namespace's quotas, as the quota controller does. */
  #refresh({ kind, last }: Change): void {
    if (!counted.includes(kind)) return;
    for (const quota of this.#store.list(quotas, last.metadata.namespace)) {
      const hard = (quota.spec?.['hard'] ?? {}) as Record<string, string>;
      const usage = usageIn(this.#store, last.metadata.namespace);
      const used = Object.fromEntries(Object.keys(hard).map((name) => [name, renderAmount(name, usage.get(name) ?? 0)]));
      const status = { hard, used };
      if (!sameJson(quota.status, status)) this.#store.replace(quotas, { ...quota, status }, quota);
    }
  }
}

/** What a write adds to each counted amount. */
function growth(object: ApiObject, before: ApiObject | undefined): [string, number][] {
  const old = before === undefined ? new Map<string, number>() : usageOf(before);
  return [...usageOf(object)]
    .map(([name, amount]): [string, number] => [name, amount - (old.get(name) ?? 0)])
    .filter(([, more]) => more > 0);
}
