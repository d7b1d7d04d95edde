import { patchExactly } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Provisioner } from './provisioner.ts';
import { formatSide } from './side.ts';

/** Whether the claim says where its real one is, and cannot go before that. */
export function saysHome({ metadata: { finalizers = [], annotations = {} } }: Claim, side: VolumeSide): boolean {
  return finalizers.includes(storageNames.finalizer) && annotations[storageNames.home] === formatSide(side);
}

/** Writes that on the claim: deleted without it, it would leave its real claim behind. */
export async function writeHome({ consumer }: Provisioner, claim: Claim, side: VolumeSide): Promise<void> {
  const finalizers = [...new Set([...(claim.metadata.finalizers ?? []), storageNames.finalizer])];
  const annotations = { [storageNames.home]: formatSide(side) };
  await patchExactly(consumer, { kind: kinds.claim, object: claim }, { metadata: { finalizers, annotations } });
}
