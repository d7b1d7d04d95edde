import type { Clock } from '../../base/time/clock.ts';
import { createRecorder } from '../../kube/controller/event-recorder.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { ControllerLog } from '../model/controller-log.ts';
import type { Reconciler } from '../model/reconciler.ts';
import type { ProvisionerSettings } from '../model/settings.ts';
import { calmRecorder } from '../loop/calm-recorder.ts';
import { createLeadership, type Leadership } from './leadership.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { ReconcileLoop } from '../loop/reconcile-loop.ts';
import { supervisePort } from '../watching/supervised-port.ts';
import type { Election } from './take-lead.ts';

/** What a replica of the controller is made of. */
export interface ReplicaOptions {
  /** Calls nothing before it is used. */
  readonly consumer: KubePort;
  readonly connect: ProvisionerContext['connect'];
  readonly settings: ProvisionerSettings;
  readonly election: Election;
  readonly workers: number;
  readonly clock: Clock;
  readonly random: ProvisionerContext['random'];
  readonly log: ControllerLog;
  /** Called again, with another context, while a cluster does not answer it. */
  readonly createReconcilers: (context: ProvisionerContext) => Promise<readonly Reconciler[]>;
}

/** The parts of a replica, which know each other. */
export interface Replica {
  /** For the lease itself: its writes need none. */
  readonly electing: KubePort;
  readonly leadership: Leadership;
  readonly loop: ReconcileLoop;
  readonly metrics: Metrics;
  /** What reconcilers get; `signal` ends what they start. */
  contextFor(signal: AbortSignal): ProvisionerContext;
}

/** How events call us. */
const component = 'liqo-storage-controller';

/** Puts a replica together; it does nothing yet. `signal` ends its loop. */
export function assembleReplica(options: ReplicaOptions, signal: AbortSignal): Replica {
  const { settings, clock, random, log, workers } = options;
  const metrics = createMetrics();
  const leadership = createLeadership();
  const counted = (port: KubePort, cluster: string, check: Leadership['check'] = () => undefined) =>
    supervisePort(port, { begin: check, end: (call, result) => metrics.apiCalled(cluster, call, result) });
  const consumer = counted(options.consumer, 'consumer', leadership.check);
  const record = calmRecorder(createRecorder({ port: consumer, clock, component, latestMessage: true }), clock);
  const { resyncMilliseconds } = settings;
  const loop = new ReconcileLoop({ clock, signal, workers, resyncMilliseconds, log, record, meter: metrics });
  const connect: ProvisionerContext['connect'] = async (kubeconfig, cluster) =>
    counted(await options.connect(kubeconfig, cluster), cluster, leadership.check);
  const enqueue: ProvisionerContext['enqueue'] = (...asked) => loop.enqueue(...asked);
  return {
    electing: counted(options.consumer, 'consumer'),
    leadership,
    loop,
    metrics,
    contextFor: (until) => ({ consumer, connect, settings, clock, random, log, record, enqueue, signal: until }),
  };
}
