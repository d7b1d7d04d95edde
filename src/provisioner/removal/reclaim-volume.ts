import { removeExactly } from '../../kube/client/exact-writes.ts';
import { kinds, type Volume } from '../../kube/objects/kinds.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { bindingNames, heldByMove } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { claimOfVolume } from './real-claim-of.ts';
import { removeRealClaim } from './remove-real-claim.ts';

/** Deletes a virtual volume of ours that is Released with policy Delete, after the real claim that it stood for (the provisioner's half of reclaiming). */
export async function reclaimVolume(provisioner: Provisioner, name: string): Promise<Answer> {
  const seen = provisioner.view.volumes.get(name);
  if (seen === undefined || !shallGo(provisioner, seen)) return { kind: 'not-mine' };
  // Not from the cache: what is deleted now must not have been kept or reserved anew meanwhile.
  const volume = await provisioner.consumer.find(kinds.volume, { name });
  if (volume === undefined || !shallGo(provisioner, volume)) return { kind: 'not-mine' };
  const left = await removeBehind(provisioner, volume);
  if (left !== undefined) return left;
  await removeExactly(provisioner.consumer, kinds.volume, volume);
  return { kind: 'done' };
}

async function removeBehind(provisioner: Provisioner, volume: Volume): Promise<Answer | undefined> {
  const [claim, side] = [claimOfVolume(volume), parseVolumeSide(volume)];
  return claim === undefined || side === undefined ? undefined : removeRealClaim(provisioner, claim, side);
}

function shallGo({ settings }: Provisioner, { metadata, spec, status }: Volume): boolean {
  const { [bindingNames.provisionedBy]: provisioner, [heldByMove]: held } = metadata.annotations ?? {};
  const released = status?.phase === 'Released' && spec?.persistentVolumeReclaimPolicy === 'Delete';
  return released && provisioner === settings.provisioner && held === undefined && metadata.deletionTimestamp === undefined;
}
