import type { Claim, Volume } from '../../../../src/kube/objects/kinds.ts';
import { volumeNames } from '../volume-names.ts';
import { modeOf } from '../volume-traits.ts';

export type VolumeDecision =
  | { readonly do: 'setPhase'; readonly phase: 'Available' | 'Bound' | 'Released' }
  /** Give the volume back: its claim went elsewhere. */
  | { readonly do: 'unbind' }
  /** Released, and nobody is there to delete what is behind it. */
  | { readonly do: 'fail'; readonly message: string }
  /** Made for a claim that it cannot serve. */
  | { readonly do: 'mismatch' }
  /** The claim's own turn decides. */
  | { readonly do: 'leave' };

/** What becomes of a volume (syncVolume); `claim` is the one its claimRef names, of whatever uid. */
export function decideVolume(volume: Volume, claim: Claim | undefined): VolumeDecision {
  const uid = volume.spec?.claimRef?.uid ?? '';
  if (uid === '') return { do: 'setPhase', phase: 'Available' };
  if (claim?.metadata.uid !== uid) return decideOrphan(volume);
  return decideClaimed(volume, claim);
}

function decideClaimed(volume: Volume, claim: Claim): VolumeDecision {
  const bound = claim.spec?.volumeName;
  if (!bound) return { do: modeOf(claim) === modeOf(volume) ? 'leave' : 'mismatch' };
  return bound === volume.metadata.name ? { do: 'setPhase', phase: 'Bound' } : decideSurplus(volume);
}

/** The claim went elsewhere: a volume that was made for it has no more use. */
function decideSurplus(volume: Volume): VolumeDecision {
  return provisionerOf(volume) !== undefined && isToDelete(volume) ? decideOrphan(volume) : { do: 'unbind' };
}

/** A volume without its claim. What another provisioner made, only that one deletes; the rest has no deleter here. */
function decideOrphan(volume: Volume): VolumeDecision {
  const phase = volume.status?.phase;
  if (phase !== 'Released' && phase !== 'Failed') return { do: 'setPhase', phase: 'Released' };
  if (phase === 'Failed' || !isToDelete(volume)) return { do: 'leave' };
  if (provisionerOf(volume) !== undefined) return { do: 'leave' };
  return {
    do: 'fail',
    message: `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`,
  };
}

function isToDelete(volume: Volume): boolean {
  return volume.spec?.persistentVolumeReclaimPolicy === 'Delete';
}

function provisionerOf(volume: Volume): string | undefined {
  return volume.metadata.annotations?.[volumeNames.provisionedBy];
}
