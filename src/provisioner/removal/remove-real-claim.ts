import { removeExactly } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { isMadeFor, locateRealClaim, nameRealClaim } from '../binding/real-claim.ts';
import { removeFirstConsumer } from '../binding/first-consumer.ts';
import type { Answer } from '../model/answer.ts';
import { isHeldByMove } from '../model/ownership.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { isNamespaceGone } from './real-claim-of.ts';

/** Deletes the real claim of a virtual one that is gone or going, and with it the data by the real class's policy. Undefined: there is none any more. */
export async function removeRealClaim(provisioner: Provisioner, claim: Claim, side: VolumeSide): Promise<Answer | undefined> {
  const { namespace = '' } = claim.metadata;
  if (isNamespaceGone(provisioner, side, namespace)) return undefined;
  const real = await locateRealClaim(provisioner, claim, side);
  if (isAnswer(real)) return real;
  // Not from the cache: one that it has not seen yet would be forgotten there.
  const object = await real.port.find(kinds.claim, real.key);
  if (object === undefined || !isMadeFor(object, claim)) return undefined;
  if (isHeldByMove(object)) return going(`a move holds ${nameRealClaim(real)}`);
  if (side.side === 'remote') await removeFirstConsumer(real, object);
  await removeExactly(real.port, kinds.claim, object);
  return going(`waiting for ${nameRealClaim(real)} to be gone`);
}

function going(because: string): Answer {
  return { kind: 'in-background', reason: 'Deleting', because };
}
