import type { Node, Pod } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { Addresses } from './downward.ts';

/** Why a volume is not there yet; the kubelet says so in an event and tries again. */
export class VolumeError extends Error {}

export interface MountedVolume {
  /** Its folder on this machine; ends in `/data` where the kubelet makes it. */
  readonly path: string;
  readonly readOnly: boolean;
}

export interface VolumeContext {
  readonly port: KubePort;
  readonly node: Node;
  readonly pod: Pod;
  /** Where the pod's own volumes are made. */
  readonly folder: string;
  readonly addresses: Addresses;
}
