import { patchExactly } from '../../kube/client/exact-writes.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { withCondition, withoutCondition } from './conditions.ts';

/** Condition of a virtual claim whose real claim, or that claim's volume, was deleted behind our back. */
const lost = 'RealClaimLost';

/** Says that the data is gone. Nothing is created again: an empty volume in its place would be taken for the data. */
export async function markLost({ consumer, clock }: Provisioner, claim: Claim, what: string): Promise<Answer> {
  const because = `${what}, and the data with it; it is not created again`;
  await patchConditions(consumer, claim, withCondition(claim, { type: lost, status: 'True', reason: 'Deleted', message: because }, clock));
  return { kind: 'blocked', reason: lost, because };
}

/** Takes that condition off again, where somebody has brought the claim back. */
export async function markFound({ consumer }: Provisioner, claim: Claim): Promise<void> {
  await patchConditions(consumer, claim, withoutCondition(claim, lost));
}

async function patchConditions(consumer: KubePort, claim: Claim, conditions: readonly object[] | undefined): Promise<void> {
  if (conditions === undefined) return;
  await patchExactly(consumer, { kind: kinds.claim, object: claim }, { status: { conditions } }, { subresource: 'status' });
}
