import type { Pod } from '../../../src/kube/objects/kinds.ts';
import type { ShadowPod } from '../../../src/liqo/kinds.ts';

type PodStatus = NonNullable<Pod['status']>;

/** The remote status as the local pod shows it: whole, but for the address of a host that does not exist here. */
export function localStatus(local: Pod, remote: Pod): PodStatus {
  const { hostIP: _remoteHost, hostIPs: _remoteHosts, ...status } = remote.status ?? {};
  const { hostIP, hostIPs } = local.status ?? {};
  return { ...status, ...(hostIP === undefined ? {} : { hostIP }), ...(hostIPs === undefined ? {} : { hostIPs }) };
}

/** The end of a pod whose twin vanished before its last status arrived: the ShadowPod knows no more than the phase. */
export function closedStatus(local: Pod, shadow: ShadowPod): PodStatus {
  const phase = shadow.status?.phase ?? 'Failed';
  const terminated = { exitCode: phase === 'Succeeded' ? 0 : 1, reason: terminatedReason };
  const images = local.spec?.containers ?? [];
  return {
    ...local.status,
    phase,
    reason: terminatedReason,
    containerStatuses: images.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated },
    })),
  };
}

const terminatedReason = 'RemotePodTerminated';

/** Whether a phase is the last one of a pod. */
export function isTerminal(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
