import { setTimeout as sleep } from 'node:timers/promises';
import { failedWith } from '../../src/kube/errors.ts';
import { kinds } from '../../src/kube/kinds.ts';
import type { KubePort } from '../../src/kube/port.ts';
import type { App } from '../place/app.ts';
import { providerPort } from '../place/place.ts';
import type { SandboxPlace } from '../place/sandbox-place.ts';
import type { RunningContainer } from '../sandbox/pods/running-container.ts';

/** Lets the container stand still as soon as it runs: it ends neither well nor badly before something else happens to it. */
export async function standStill(container: RunningContainer): Promise<void> {
  while (container.pid === undefined) await sleep(10);
  container.pause();
}

/** Deletes the pod of a remote mover by force once it stands still, in both clusters, as somebody does who believes that its node is gone. */
export function loseMover(place: SandboxPlace, { namespace }: App, mover: RunningContainer): void {
  const lose = async () => {
    await standStill(mover);
    await removeByForce(place.consumer, namespace, mover.pod);
    await removeByForce(providerPort(place), mover.namespace, mover.pod);
  };
  void lose();
}

/** As `kubectl delete --force`: whoever runs the pod is not asked. */
export async function removeByForce(port: KubePort, namespace: string, name: string): Promise<void> {
  const pod = await port.find(kinds.pod, { namespace, name });
  if (pod === undefined) return;
  const { uid = '', resourceVersion = '' } = pod.metadata;
  try {
    await port.remove(kinds.pod, { namespace, name }, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
  } catch (error) {
    // Its status has changed since it was read.
    if (!failedWith(error, 'conflict', 'notFound')) throw error;
    await removeByForce(port, namespace, name);
  }
}
