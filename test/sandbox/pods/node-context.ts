import type { Clock } from '../../../src/base/time/clock.ts';
import type { Node } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { EventRecorder } from '../../../src/kube/controller/event-recorder.ts';
import type { Registry } from './images.ts';
import type { Isolation } from './isolation.ts';
import type { AddressPool } from './pod-addresses.ts';
import type { StartListener } from './running-container.ts';

/** What all pods of one node share. */
export interface NodeContext {
  readonly port: KubePort;
  readonly node: Node;
  readonly hostIp: string;
  readonly folder: string;
  readonly registry: Registry;
  readonly isolation: Isolation;
  readonly proxyUrl: string;
  readonly addresses: AddressPool;
  /** Tells the API what the kubelet did with a pod. */
  readonly record: EventRecorder;
  readonly clock: Clock;
  readonly started: StartListener;
}
