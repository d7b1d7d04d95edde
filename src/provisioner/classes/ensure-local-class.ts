import { createOnce } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds, type StorageClass } from '../../kube/objects/kinds.ts';
import { deriveClass } from '../../volumes/derived-class.ts';
import type { Answer } from '../model/answer.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { chooseLocalClass } from './choose-class.ts';

/**
 * The class that a local real claim of this virtual class gets, by name. Parameters `local/<name>` of the virtual class make one that is derived
 * from the base class with these parameters changed, shared by all that ask for the same.
 */
export async function ensureLocalClass(
  provisioner: Provisioner,
  claim: Claim,
  virtual: StorageClass,
): Promise<{ readonly name: string } | Answer> {
  const chosen = chooseLocalClass(provisioner, claim, virtual);
  if (isAnswer(chosen)) return chosen;
  const { base } = chosen;
  const wanted = deriveClass(base, virtual);
  if (wanted === undefined) return { name: base.metadata.name };
  const { name } = wanted.metadata;
  if (provisioner.view.classes.get(name) !== undefined) return { name };
  await createOnce(provisioner.consumer, kinds.storageClass, wanted);
  return { name };
}
