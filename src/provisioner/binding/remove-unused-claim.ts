import { removeExactly } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { Answer } from '../model/answer.ts';
import { isMadeFor, nameRealClaim, type RealClaim } from './real-claim.ts';

/**
 * Removes a real claim that no pod can have used yet, since its virtual claim never was bound. Answers while it is going; undefined once it is
 * gone, or where the name there belongs to somebody else.
 */
export async function removeUnusedClaim(real: RealClaim, claim: Claim): Promise<Answer | undefined> {
  const { port, object } = real;
  if (object === undefined || !isMadeFor(object, claim)) return undefined;
  await removeExactly(port, kinds.claim, object);
  return { kind: 'in-background', reason: 'Provisioning', because: `waiting for ${nameRealClaim(real)} to be gone`, quiet: true };
}
