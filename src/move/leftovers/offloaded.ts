import { orLate } from '../../base/time/deadline.ts';
import { AppError } from '../../base/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { findClusterId } from '../../liqo/cluster-id.ts';
import { liqoKinds, type NamespaceOffloading } from '../../liqo/kinds.ts';
import { offloadingName, remoteNamespaceOf } from '../../liqo/namespace-offloading.ts';
import type { MoveContext } from '../model/context.ts';
import { skipForbidden } from '../preflight/facts/skip-forbidden.ts';
import type { Offloaded } from './find-provider-traces.ts';

/** How long a provider may take to answer: what the others show should not wait for one that is down. */
const patienceMilliseconds = 5000;

/** Every namespace that Liqo has in a provider, or the one that is named, with each provider that has it. */
export async function listOffloaded(
  { consumer, clock }: Pick<MoveContext, 'consumer' | 'clock'>,
  provider: (id: string) => Promise<KubePort>,
  namespace: string | undefined,
): Promise<readonly Offloaded[]> {
  const { port } = skipForbidden(consumer);
  if (!(await port.serves(liqoKinds.namespaceOffloading))) return [];
  const offloadings = await listOffloadings(port, namespace);
  if (offloadings.length === 0) return [];
  const clusterId = await findClusterId(port);
  const late = (id: string) => () => {
    throw new AppError('cluster', `no answer of ${id} within ${patienceMilliseconds / 1000} s`);
  };
  const open = (id: string) => () => orLate({ clock, milliseconds: patienceMilliseconds }, provider(id), late(id));
  return offloadings.flatMap((offloading) => {
    const there = remoteNamespaceOf(offloading);
    const ids = there === undefined ? [] : Object.keys(offloading.status?.remoteNamespacesConditions ?? {});
    const origin = offloading.metadata.namespace ?? '';
    return ids.map((id) => ({ provider: id, origin, clusterId, namespace: there ?? '', open: open(id) }));
  });
}

async function listOffloadings(port: KubePort, namespace: string | undefined): Promise<readonly NamespaceOffloading[]> {
  const kind = liqoKinds.namespaceOffloading;
  if (namespace === undefined) return (await port.list(kind)).items;
  const found = await port.find(kind, { name: offloadingName, namespace });
  return found === undefined ? [] : [found];
}
