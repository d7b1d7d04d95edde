import { removeExactly } from '../../kube/client/exact-writes.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';

/** Removes a derived class that no real claim has any more; whoever needs it next makes it again, by the same name. */
export async function removeUnusedClass({ consumer, view, settings }: Provisioner, name: string): Promise<Answer> {
  const object = view.classes.get(name);
  if (object?.metadata.labels?.[storageNames.derivedClass] !== 'true') return { kind: 'not-mine' };
  const used = view.claims.items(settings.storageNamespace).some((claim) => storageClassOf(claim) === name);
  if (!used) await removeExactly(consumer, kinds.storageClass, object);
  return { kind: 'done' };
}
