import type { Clock } from '../../base/time/clock.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { EventRecorder } from '../../kube/controller/event-recorder.ts';
import type { ControllerLog } from './controller-log.ts';
import type { ProvisionerSettings } from './settings.ts';

/** What reconcilers get from the process around them. */
export interface ProvisionerContext {
  /** Reads always; writes fail with KubeError `leaseLost` while another replica leads. */
  readonly consumer: KubePort;
  /** A connection by kubeconfig text that was found in the consumer; `cluster` names it in messages. Its writes need the lease, too. */
  readonly connect: (kubeconfig: string, cluster: string) => Promise<KubePort>;
  readonly settings: ProvisionerSettings;
  readonly clock: Clock;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly log: ControllerLog;
  /** One event for each object, type and reason; its message is that of the last time. */
  readonly record: EventRecorder;
  /** Aborted when nothing new shall be begun: informers end, waits end. */
  readonly signal: AbortSignal;
  /** Asks for `key` to be looked at, now or after a while. Nothing is looked at before this replica leads. */
  enqueue(reconciler: string, key: string, afterMilliseconds?: number): void;
}
