import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import type { Claim } from '../../kube/objects/kinds.ts';
import { readLiveClaim } from '../claim/live-claim.ts';
import type { Move } from '../model/move.ts';
import { explainUnsafeRelease } from './unsafe-copy.ts';

/** Looks once more that the new copy lives before the old one goes; throws with what was seen where it does not. */
export async function refuseUnsafeRelease(move: Move): Promise<void> {
  const { swap, request } = move.journal.value;
  const claim = await readLiveClaim(move);
  const seen = [...unsafeClaim(claim, swap.volume?.name), ...(await explainUnsafeRelease(move))];
  if (seen.length === 0) return;
  throw new AppError('move', 'the new copy is not safe yet, so the old one stays', {
    seen,
    next: [
      liqoctl(`move resume ${request.claim} -n ${request.namespace}`, 'once that is fixed'),
      liqoctl(`move abort ${request.claim} -n ${request.namespace} --discard-changes`, 'rolls back to the old copy'),
    ],
  });
}

function unsafeClaim({ metadata, spec, status }: Claim, volume: string | undefined): readonly string[] {
  const name = `claim ${metadata.name}`;
  if (metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  if (status?.phase !== 'Bound') return [`${name} is ${status?.phase ?? 'unknown'}, not Bound`];
  return spec?.volumeName === volume ? [] : [`${name} is bound to ${spec?.volumeName ?? 'nothing'}`];
}
