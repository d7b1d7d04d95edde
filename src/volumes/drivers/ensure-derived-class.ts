import { kubectl } from '../../base/hint.ts';
import { createOnce } from '../../kube/client/exact-writes.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { derivedClassNamed } from '../derived-class.ts';
import type { LocalHome } from '../home.ts';
import type { HomeContext } from './driver.ts';

/**
 * Makes the class of the home where it is a derived one and not there: it goes with its last real claim, and is nobody's own. What was derived meanwhile
 * from changed classes has another name, and is not what was planned with.
 */
export async function ensureDerivedClass(
  { consumer, claim, owner }: HomeContext,
  { storageClass: name, derivedClass }: LocalHome,
): Promise<void> {
  if (derivedClass === undefined || name === undefined) return;
  const { items } = await consumer.list(kinds.storageClass);
  if (items.some(({ metadata }) => metadata.name === name)) return;
  const wanted = derivedClassNamed(name, claim, items);
  if (wanted === undefined) {
    throw owner.error(`storage class ${name} is gone, and cannot be made again`, {
      seen: [`storage class ${storageClassOf(claim)}, or the one that it changes, is not what it was`],
      next: [kubectl('get storageclasses')],
    });
  }
  await createOnce(consumer, kinds.storageClass, wanted);
}
