import { type HeldRestore, holdRestore } from './held-restore.ts';
import type { RunningContainer, StartListener } from '../sandbox/pods/running-container.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { until } from '../support/until.ts';

type Role = 'source' | 'target';

/** Calls `listener` right before a mover's container `restic` starts, in any cluster; returns how to stop that. */
export function onMoverStart(sandbox: Sandbox, role: Role, listener: StartListener): () => void {
  let listening = true;
  const listen: StartListener = async (container) => {
    if (listening && container.container === 'restic' && container.pod.includes(`-${role}-`)) await listener(container);
  };
  for (const { kubelets } of Object.values(sandbox.clusters)) {
    for (const kubelet of Object.values(kubelets)) kubelet.onStart(listen);
  }
  return () => {
    listening = false;
  };
}

/** Does something to the next mover of that role before it starts, and resolves with what that gave. */
export async function onceMover<R>(sandbox: Sandbox, role: Role, act: (container: RunningContainer) => Promise<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    const forget = onMoverStart(sandbox, role, async (container) => {
      forget();
      await act(container).then(resolve, reject);
    });
  });
}

export async function untilRunning(container: RunningContainer): Promise<void> {
  await until(() => container.pid);
}

/** Kills the container as soon as it runs. */
export async function killOnceRunning(container: RunningContainer): Promise<void> {
  await untilRunning(container);
  container.kill('SIGKILL');
}

/** Holds the next target mover between its restore and its comparison; resolves with it, and with the folder of its volume, when it starts. */
export async function holdNextRestore(sandbox: Sandbox): Promise<{ held: HeldRestore; volume: string }> {
  return onceMover(sandbox, 'target', async (container) => {
    const path = container.environment['PATH'] ?? '';
    const held = await holdRestore({ folder: container.volumePath('run'), seenAs: '/run/move', path });
    container.environment['PATH'] = held.path;
    return { held, volume: container.volumePath('volume') };
  });
}
