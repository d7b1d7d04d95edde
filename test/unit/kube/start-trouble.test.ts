import { expect, it } from 'vitest';
import type { Pod } from '../../../src/kube/kinds.ts';
import { startTrouble } from '../../../src/kube/start-trouble.ts';

function waitingPod(reason: string, message: string): Pod {
  const status = { containerStatuses: [{ name: 'restic', state: { waiting: { reason, message } } }] };
  return { metadata: { name: 'mover' }, status } as unknown as Pod;
}

it.each([
  ['CreateContainerConfigError', 'failed to sync secret cache: timed out waiting for the condition', false],
  ['CreateContainerConfigError', 'secret "liqo-move-x" not found', false],
  ['CreateContainerConfigError', 'container has runAsNonRoot and image will run as root', true],
  ['ImagePullBackOff', 'Back-off pulling image "x": not found', true],
])('%s, %s: final is %s', (reason, message, final) => {
  expect(startTrouble(waitingPod(reason, message))).toEqual({ text: `${reason}: ${message}`, final });
});

it('has nothing to say of a container that is being made', () => {
  expect(startTrouble(waitingPod('ContainerCreating', ''))).toBeUndefined();
});
