import { shortHash } from '../../base/names.ts';
import { createOnce } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds, type StorageClass } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { chooseLocalClass, classParameters } from './choose-class.ts';

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

/** The derived class; undefined where the virtual one changes nothing. Its name follows from what it is: parameters of a class never change. */
export function deriveClass(base: StorageClass, virtual: StorageClass): StorageClass | undefined {
  const { localPrefix } = classParameters;
  const changes = Object.entries(virtual.parameters ?? {}).flatMap(([key, value]) =>
    key.startsWith(localPrefix) ? [[key.slice(localPrefix.length), value] as const] : [],
  );
  if (changes.length === 0) return undefined;
  const { metadata, parameters, ...rest } = base;
  const all = Object.entries({ ...parameters, ...Object.fromEntries(changes) }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([
    rest.provisioner,
    all,
    rest.mountOptions,
    rest.reclaimPolicy,
    rest.allowVolumeExpansion,
    rest.allowedTopologies,
  ]);
  return {
    ...rest,
    metadata: {
      name: `${metadata.name.slice(0, 200)}-${shortHash(identity, 10)}`,
      labels: { [storageNames.derivedClass]: 'true' },
      annotations: { [storageNames.derivedFrom]: metadata.name },
    },
    parameters: Object.fromEntries(all),
    volumeBindingMode: rest.volumeBindingMode ?? 'Immediate',
  };
}
