import type { App } from '../place/app.ts';
import { removeByForce } from '../place/kill-pod.ts';
import { providerPort } from '../place/place.ts';
import type { SandboxPlace } from '../place/sandbox-place.ts';
import type { RunningContainer } from '../sandbox/pods/running-container.ts';
import { untilRunning } from './movers.ts';

/** Lets the container stand still as soon as it runs: it ends neither well nor badly before something else happens to it. */
export async function standStill(container: RunningContainer): Promise<void> {
  await untilRunning(container);
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
