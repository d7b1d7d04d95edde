import { type Claim, kinds } from '../../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { parseKey, pathOf } from '../objects.ts';
import { requestOf, sizeOf } from '../volume-traits.ts';

/** Says that a claim which has grown is left to whoever made its volume: no volume of the sandbox is expanded by the controller manager itself. */
export const expandController: ControllerKind = {
  user: 'system:serviceaccount:kube-system:expand-controller',
  component: 'volume_expand',
  start: (context) => {
    const announced = new Map<string | undefined, number>();
    return {
      triggers: [on(kinds.claim, (claim) => (isToGrow(claim) ? [pathOf(claim)] : []))],
      reconcile: (path) => announce(context, path, announced),
    };
  },
};

/** Whether a bound claim asks for more than it has. */
export function isToGrow(claim: Claim): boolean {
  return claim.status?.phase === 'Bound' && requestOf(claim) > sizeOf(claim);
}

/** Once per size: every step of an expansion changes the claim. */
async function announce({ port, record }: Context, path: string, announced: Map<string | undefined, number>): Promise<void> {
  const claim = await port.find(kinds.claim, parseKey(path));
  if (claim === undefined || !isToGrow(claim) || announced.get(claim.metadata.uid) === requestOf(claim)) return;
  const message = 'waiting for an external controller to expand this PVC';
  await record(claim, { type: 'Normal', reason: 'ExternalExpanding', message });
  announced.set(claim.metadata.uid, requestOf(claim));
}
