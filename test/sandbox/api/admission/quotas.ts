import type { ResourceQuota } from '../../../../src/kube/kinds.ts';
import { kindNamed } from '../kinds.ts';
import type { ApiObject } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { forbidden } from '../status.ts';
import type { Store } from '../store.ts';
import type { Admission, AdmissionRequest } from './admission.ts';
import { renderAmount, usageIn, usageOf } from './quota-usage.ts';

const quotas = kindNamed('resourcequotas');
const counted = [kindNamed('persistentvolumeclaims'), kindNamed('pods')];

/** ResourceQuotas on claims, storage and pods, reckoned from what is stored: their status is the quota controller's. */
export class QuotaAdmission implements Admission {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
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
}

/** What a write adds to each counted amount. */
function growth(object: ApiObject, before: ApiObject | undefined): [string, number][] {
  const old = before === undefined ? new Map<string, number>() : usageOf(before);
  return [...usageOf(object)]
    .map(([name, amount]): [string, number] => [name, amount - (old.get(name) ?? 0)])
    .filter(([, more]) => more > 0);
}
