import { AppError } from '../../base/errors.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { moveLabels } from '../model/names.ts';
import { skipForbidden } from '../preflight/facts/skip-forbidden.ts';
import { markOf, type Trace } from './trace.ts';

/** A namespace of this cluster as one provider has it. */
export interface Offloaded {
  readonly provider: string;
  /** In this cluster. */
  readonly origin: string;
  /** This cluster, as Liqo calls it; undefined: nobody says. */
  readonly clusterId: string | undefined;
  /** In the provider. */
  readonly namespace: string;
  /** Connects, or throws AppError within a while. */
  readonly open: () => Promise<KubePort>;
}

/** What a provider shows of moves in one namespace, or why it shows nothing. */
export async function findProviderTraces(offloaded: Offloaded): Promise<{ traces: readonly Trace[]; unseen: readonly string[] }> {
  const { provider } = offloaded;
  try {
    return { traces: await listThere(offloaded), unseen: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { traces: [], unseen: [`provider ${provider} shows nothing: ${error.message}`] };
  }
}

async function listThere({ provider, origin, clusterId, namespace, open }: Offloaded): Promise<readonly Trace[]> {
  const { port } = skipForbidden(await open());
  const [claims, pods] = await Promise.all([
    port.list(kinds.claim, { namespace }),
    port.list(kinds.pod, { namespace, labels: moveLabels.id }),
  ]);
  const traces: Trace[] = [];
  for (const object of claims.items) {
    const id = markOf(object);
    if (id !== undefined) traces.push({ what: 'provider-claim', port, kind: kinds.claim, object, id, provider, origin, clusterId });
  }
  for (const object of pods.items) traces.push({ what: 'provider-pod', port, kind: kinds.pod, object, id: markOf(object) ?? '' });
  return traces;
}
