import type { Pod } from '../../../src/kube/kinds.ts';
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

/** The one word that kubectl shows: a container's reason where there is one, else the phase. */
export function podStatus(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const reasons = (pod.status?.containerStatuses ?? []).map(({ state }) => {
    if (state?.waiting?.reason !== undefined) return state.waiting.reason;
    if (state?.terminated === undefined) return '';
    const { reason, signal, exitCode } = state.terminated;
    return reason ?? (signal === undefined ? `ExitCode:${exitCode}` : `Signal:${signal}`);
  });
  const found = reasons.find((reason) => reason !== '' && reason !== 'Completed') ?? reasons.find((reason) => reason !== '');
  const running = pod.status?.containerStatuses?.some((status) => status.ready && status.state?.running !== undefined) === true;
  if (found === 'Completed' && running) return 'Running';
  return found ?? pod.status?.reason ?? pod.status?.phase ?? 'Unknown';
}
