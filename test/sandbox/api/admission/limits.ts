import type { Claim, LimitRange } from '../../../../src/kube/kinds.ts';
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
    if (call.kind !== claims || operation === 'DELETE' || object === undefined || call.subresource !== undefined) return;
    const asked = (object as unknown as Claim).spec?.resources?.requests?.['storage'] ?? '0';
    const limits = this.#store.list(ranges, call.namespace).flatMap((range) => (range as unknown as LimitRange).spec?.limits ?? []);
    for (const { type, min, max } of limits) {
      if (type !== 'PersistentVolumeClaim') continue;
      const refuse = (which: string, limit: string) =>
        forbidden(call.kind, object.metadata.name, `${which} storage usage per PersistentVolumeClaim is ${limit}, but request is ${asked}`);
      if (max?.['storage'] && parseQuantity(asked) > parseQuantity(max['storage'])) throw refuse('maximum', max['storage']);
      if (min?.['storage'] && parseQuantity(asked) < parseQuantity(min['storage'])) throw refuse('minimum', min['storage']);
    }
  }
}
