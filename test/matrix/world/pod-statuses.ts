import type { Pod } from '../../../src/kube/objects/kinds.ts';

/** A pod whose init containers have ended well and whose containers run and are ready. */
export function runningStatus(pod: Pod): NonNullable<Pod['status']> {
  const running = { running: { startedAt: new Date().toISOString() } };
  const ended = { terminated: { exitCode: 0, reason: 'Completed' } };
  return {
    phase: 'Running',
    conditions: conditions('True'),
    initContainerStatuses: (pod.spec?.initContainers ?? []).map(({ name }) => container(name, true, ended)),
    containerStatuses: (pod.spec?.containers ?? []).map(({ name }) => container(name, true, running)),
  };
}

/** A pod all of whose containers have ended well, with these last words. */
export function endedStatus(pod: Pod, message: string): NonNullable<Pod['status']> {
  const ended = { terminated: { exitCode: 0, reason: 'Completed', message } };
  return {
    phase: 'Succeeded',
    conditions: conditions('False'),
    containerStatuses: (pod.spec?.containers ?? []).map(({ name }) => container(name, false, ended)),
  };
}

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

function container(name: string, ready: boolean, state: NonNullable<ContainerStatus['state']>): ContainerStatus {
  return { name, image: '', imageID: '', ready, restartCount: 0, state };
}

function conditions(status: 'True' | 'False') {
  return ['Ready', 'ContainersReady'].map((type) => ({ type, status }));
}
