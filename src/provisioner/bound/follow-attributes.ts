import { patchExactly } from '../../kube/client/exact-writes.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import { nameRealClaim } from '../binding/real-claim.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';
import type { Followed } from './followed.ts';

/** Carries the volume attributes class to the real claim, and says on the virtual one which is in force. Undefined: the same on both. */
export async function followAttributes(provisioner: Provisioner, followed: Followed): Promise<Answer | undefined> {
  const { claim, real, object } = followed;
  const wanted = claim.spec?.volumeAttributesClassName;
  if (wanted === undefined) return undefined;
  if (object.spec?.volumeAttributesClassName !== wanted) {
    const refused = await ask(followed, wanted);
    if (refused !== undefined) return refused;
  } else if (object.status?.currentVolumeAttributesClassName === wanted) return report(provisioner, followed, wanted);
  const because = `waiting for ${nameRealClaim(real)} to get volume attributes class ${wanted}`;
  return { kind: 'in-background', reason: 'ModifyingVolume', because };
}

async function ask({ real, object }: Followed, wanted: string): Promise<Answer | undefined> {
  try {
    await patchExactly(real.port, { kind: kinds.claim, object }, { spec: { volumeAttributesClassName: wanted } });
    return undefined;
  } catch (error) {
    if (!failedWith(error, 'forbidden', 'invalid')) throw error;
    const because = `${nameRealClaim(real)} cannot have volume attributes class ${wanted}: ${error.answer}`;
    return { kind: 'blocked', reason: 'AttributesRefused', because };
  }
}

async function report({ consumer }: Provisioner, { claim, volume }: Followed, volumeAttributesClassName: string): Promise<undefined> {
  if (volume.spec?.volumeAttributesClassName !== volumeAttributesClassName) {
    await patchExactly(consumer, { kind: kinds.volume, object: volume }, { spec: { volumeAttributesClassName } });
  }
  if (claim.status?.currentVolumeAttributesClassName === volumeAttributesClassName) return;
  const status = { currentVolumeAttributesClassName: volumeAttributesClassName };
  await patchExactly(consumer, { kind: kinds.claim, object: claim }, { status }, { subresource: 'status' });
}
