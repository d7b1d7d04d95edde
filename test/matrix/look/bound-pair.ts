import type { Key } from '../../../src/kube/client/port.ts';
import { type Claim, kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import type { Peek } from '../world/peek.ts';

/** A claim and its volume. */
export interface ClaimWithVolume {
  readonly claim: Claim;
  readonly volume: Volume;
}

/** The claim of that name and its volume, if they are bound to each other and nobody has deleted either. */
export function peekBound(peek: Peek, key: Key): ClaimWithVolume | undefined {
  const claim = peek(kinds.claim, key);
  if (!isThere(claim) || phaseOf(claim) !== 'Bound') return undefined;
  const volume = peek(kinds.volume, { name: claim.spec?.volumeName ?? '' });
  if (!isThere(volume) || phaseOf(volume) !== 'Bound') return undefined;
  return volume.spec?.claimRef?.uid === claim.metadata.uid ? { claim, volume } : undefined;
}

/** Whether it exists, and nobody has deleted it. */
export function isThere<T extends Claim | Volume>(object: T | undefined): object is T {
  return object !== undefined && object.metadata.deletionTimestamp === undefined;
}

function phaseOf({ status }: Claim | Volume): string | undefined {
  return status?.phase;
}
