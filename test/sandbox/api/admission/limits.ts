import type { Claim, LimitRange } from '../../../../src/kube/objects/kinds.ts';
import { kindNamed } from '../kinds.ts';
import { parseQuantity } from '../quantity.ts';
import { forbidden } from '../status.ts';
import type { Store } from '../store.ts';
import type { Admission, AdmissionRequest } from './admission.ts';

const claims = kindNamed('persistentvolumeclaims');
const ranges = kindNamed('limitranges');

/** LimitRanges on the size of claims. */
export class LimitAdmission implements Admission {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  admit({ call, operation, object }: AdmissionRequest): void {
    if (call.kind !== claims || operation === 'DELETE' || object === undefined) return;
    const asked = requestedStorage(object as unknown as Claim);
    for (const limit of this.#limitsIn(call.namespace)) {
      const why = outside(asked, limit.min?.['storage'], limit.max?.['storage']);
      if (why !== undefined) throw forbidden(call.kind, object.metadata.name, why);
    }
  }

  #limitsIn(namespace: string | undefined) {
    const all = this.#store.list(ranges, namespace).flatMap((range) => (range as unknown as LimitRange).spec?.limits ?? []);
    return all.filter(({ type }) => type === 'PersistentVolumeClaim');
  }
}

function outside(asked: string, min: string | undefined, max: string | undefined): string | undefined {
  const words = (which: string, limit: string) => `${which} storage usage per PersistentVolumeClaim is ${limit}, but request is ${asked}`;
  if (max !== undefined && parseQuantity(asked) > parseQuantity(max)) return words('maximum', max);
  return min !== undefined && parseQuantity(asked) < parseQuantity(min) ? words('minimum', min) : undefined;
}

function requestedStorage({ spec }: Claim): string {
  return spec?.resources?.requests?.['storage'] ?? '0';
}
