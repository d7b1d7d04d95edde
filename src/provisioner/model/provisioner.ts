import type { Clock } from '../../base/time/clock.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { EventRecorder } from '../../kube/controller/event-recorder.ts';
import type { Answer } from './answer.ts';
import type { RemoteNamespace } from './remote-namespace.ts';
import type { ProvisionerSettings } from './settings.ts';
import type { View } from './view.ts';

/** What the steps work with. */
export interface Provisioner {
  readonly settings: ProvisionerSettings;
  readonly consumer: KubePort;
  readonly view: View;
  readonly record: EventRecorder;
  readonly clock: Clock;
  /** The namespace in a provider that a namespace of this cluster is offloaded to; or why there is none to work in. */
  remoteNamespace(provider: string, namespace: string): Promise<RemoteNamespace | Answer>;
}

/** Whether the opening came to nothing. */
export function isAnswer<T extends object>(found: T | Answer): found is Answer {
  return 'kind' in found;
}
