import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { byHome } from '../../volumes/home.ts';
import { readLiveClaim } from '../claim/live-claim.ts';
import type { Move } from '../model/move.ts';
import { explainClaim, explainUnsafeCopy } from './unsafe-copy.ts';

/** Looks once more that the new copy lives before the old one goes; throws with what was seen where it does not. */
export async function refuseUnsafeRelease(move: Move): Promise<void> {
  const { swap, request } = move.journal.value;
  const claim = await readLiveClaim(move);
  const seen = [...unsafeClaim(claim, swap.volume?.name), ...(await unsafeRealClaim(move)), ...(await explainUnsafeCopy(move, 'target'))];
  if (seen.length === 0) return;
  throw new AppError('move', 'the new copy is not safe yet, so the old one stays', {
    seen,
    next: [
      liqoctl(`move resume ${request.claim} -n ${request.namespace}`, 'once that is fixed'),
      liqoctl(`move abort ${request.claim} -n ${request.namespace} --discard-changes`, 'goes back to the old copy'),
    ],
  });
}

function unsafeClaim({ metadata, spec, status }: Claim, volume: string | undefined): readonly string[] {
  const name = `claim ${metadata.name}`;
  if (metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  if (status?.phase !== 'Bound') return [`${name} is ${status?.phase ?? 'unknown'}, not Bound`];
  return spec?.volumeName === volume ? [] : [`${name} is bound to ${spec?.volumeName ?? 'nothing'}`];
}

/** In this cluster the volume alone does not do: nothing but its claim gives it its own policy back. */
async function unsafeRealClaim({ consumer, journal }: Move): Promise<readonly string[]> {
  return byHome<Promise<readonly string[]>>(journal.value.target, {
    local: async ({ namespace, claim: name, claimUid }) =>
      explainClaim(await consumer.find(kinds.claim, { name, namespace }), claimUid, `real claim ${namespace}/${name}`),
    remote: async () => [],
  });
}
