import type { KubePort } from '../../kube/client/port.ts';
import type { Informer } from '../../kube/controller/informer.ts';
import type { Claim } from '../../kube/objects/kinds.ts';
import type { ClaimEvents } from './claim-events.ts';

/** A namespace in a provider, watched with the tenant's rights. */
export interface RemoteNamespace {
  readonly port: KubePort;
  readonly namespace: string;
  readonly claims: Informer<Claim>;
  readonly told: ClaimEvents;
}
