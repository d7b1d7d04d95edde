import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { KubeError } from '../../kube/client/errors.ts';
import type { LoopMeter } from '../loop/reconcile-loop.ts';
import type { StandingCount } from '../loop/standings.ts';
import type { ApiCall, Supervisor } from '../watching/supervised-port.ts';

/** What is read when metrics are asked for. */
interface Snapshot {
  readonly depth: number;
  readonly leads: boolean;
  readonly standings: readonly StandingCount[];
}

/** Everything that is counted, in the format of Prometheus. */
export interface Metrics extends LoopMeter {
  apiCalled(cluster: string, call: ApiCall, result: Parameters<Supervisor['end']>[1]): void;
  render(now: Snapshot): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Names of our own metrics begin so. */
const prefix = 'liqo_storage_controller_';

/** Without ours, the process's own metrics. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const own = createOwn(registry);
  return {
    added: (reconciler) => own.adds.inc({ reconciler }),
    retried: (reconciler) => own.retries.inc({ reconciler }),
    looked: (reconciler, answer, seconds) => own.looks.observe({ reconciler, answer }, seconds),
    apiCalled: (cluster, { verb, resource }, result) => own.apiCalls.inc({ cluster, verb, resource, code: codeOf(result) }),
    async render({ depth, leads, standings }) {
      own.depth.set(depth);
      own.leader.set(leads ? 1 : 0);
      for (const gauge of [own.bound, own.pending]) gauge.reset();
      for (const { reconciler, pending, objects } of standings) {
        if (pending === undefined) own.bound.set({ reconciler }, objects);
        else own.pending.set({ reconciler, reason: pending }, objects);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function createOwn(registry: Registry) {
  const common = (name: string, help: string) => ({ name: `${prefix}${name}`, help, registers: [registry] });
  const labelled = <L extends string>(labelNames: L[]) => ({ labelNames });
  return {
    depth: new Gauge(common('queue_depth', 'Objects that wait for a worker')),
    leader: new Gauge(common('leader', 'Whether this replica leads')),
    adds: new Counter({ ...common('queue_adds_total', 'Looks that were asked for'), ...labelled(['reconciler']) }),
    retries: new Counter({ ...common('queue_retries_total', 'Looks that must be repeated'), ...labelled(['reconciler']) }),
    looks: new Histogram({
      ...common('reconcile_seconds', 'How long a look at an object took, by its answer'),
      ...labelled(['reconciler', 'answer']),
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    }),
    bound: new Gauge({ ...common('bound', 'Objects that are as they shall be'), ...labelled(['reconciler']) }),
    pending: new Gauge({ ...common('pending', 'Objects that are not, by reason'), ...labelled(['reconciler', 'reason']) }),
    apiCalls: new Counter({
      ...common('api_calls_total', 'Calls of the API servers, with the status or what came instead'),
      ...labelled(['cluster', 'verb', 'resource', 'code']),
    }),
  };
}

/** The status; that of a success is not told to us. */
function codeOf(result: Parameters<Supervisor['end']>[1]): string {
  if ('found' in result) return result.found ? '2xx' : '404';
  return result.error instanceof KubeError ? String(result.error.status ?? result.error.reason) : 'error';
}
