import type { Pod } from '../../../src/kube/objects/kinds.ts';
import { ageOf } from './age.ts';

/** `1/2`: containers that are ready, of all. */
export function podReady(pod: Pod): string {
  const ready = pod.status?.containerStatuses?.filter((status) => status.ready).length ?? 0;
  return `${ready}/${pod.spec?.containers.length ?? 0}`;
}

/** How often containers were restarted, and when last. */
export function podRestarts(pod: Pod): string {
  const statuses = pod.status?.containerStatuses ?? [];
  const restarts = statuses.reduce((sum, status) => sum + status.restartCount, 0);
  const last =
    statuses
      .map((status) => status.lastState?.terminated?.finishedAt ?? '')
      .toSorted()
      .at(-1) ?? '';
  return restarts === 0 || last === '' ? String(restarts) : `${restarts} (${ageOf(last)} ago)`;
}

type ContainerState = NonNullable<NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]['state']>;

/** The one word that kubectl shows: a container's reason where there is one, else the phase. */
export function podStatus({ metadata, status = {} }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const { containerStatuses = [] } = status;
  const reasons = containerStatuses.map(({ state }) => reasonOf(state ?? {})).filter((reason) => reason !== '');
  const found = reasons.find((reason) => reason !== 'Completed') ?? reasons[0];
  const running = containerStatuses.some(({ ready, state }) => ready && state?.running !== undefined);
  if (found === 'Completed' && running) return 'Running';
  return found ?? status.reason ?? status.phase ?? 'Unknown';
}

function reasonOf({ waiting, terminated }: ContainerState): string {
  if (terminated === undefined) return waiting?.reason ?? '';
  const { reason, signal, exitCode } = terminated;
  return reason ?? (signal === undefined ? `ExitCode:${exitCode}` : `Signal:${signal}`);
}
