import type { Claim } from '../../kube/objects/kinds.ts';
import { bindClaim } from '../binding/bind-claim.ts';
import { followClaim } from '../bound/follow-claim.ts';
import type { Answer } from '../model/answer.ts';
import { isHeldByMove, isOurs, virtualClassOf } from '../model/ownership.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { releaseClaim } from '../removal/release-claim.ts';

/** Brings one virtual claim on: bound where its first pod runs, followed while it lives, let go of once its real claim is gone. */
export async function reconcileClaim(provisioner: Provisioner, key: string): Promise<Answer> {
  const claim = findVirtualClaim(provisioner, key);
  if (claim === undefined || !isOurs(provisioner, claim)) return { kind: 'not-mine' };
  if (claim.metadata.deletionTimestamp !== undefined) return releaseClaim(provisioner, claim);
  if (isHeldByMove(claim)) return { kind: 'in-background', reason: 'Moving', because: 'a move holds the claim', quiet: true };
  if (claim.spec?.volumeName !== undefined) return followClaim(provisioner, claim);
  const virtual = virtualClassOf(provisioner, claim);
  if (virtual === undefined)
    return { kind: 'blocked', reason: 'ClassGone', because: `storage class ${claim.spec?.storageClassName} is gone` };
  return bindClaim(provisioner, claim, virtual);
}

export function findVirtualClaim({ view }: Provisioner, key: string): Claim | undefined {
  const [namespace = '', name = ''] = key.split('/');
  return view.claims.get(name, namespace);
}
