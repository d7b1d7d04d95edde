import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { failedWith } from '../../../src/kube/client/errors.ts';
import { liqoKinds, type ShadowPod } from '../../../src/liqo/kinds.ts';
import { alreadyExists, type Reflection, sayFailed } from '../kubelet/reflection.ts';
import { isReflected } from '../marks.ts';
import { nodesOf } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { watchAll } from '../watched.ts';
import { keyOf, removeByUid, writeStatus } from '../writes.ts';
import { closedStatus, isTerminal, localStatus } from './pod-status.ts';
import { forgeShadowPod } from './shadow-pod.ts';
import { offloadingAborted, shadowPodLabel } from './unreflected-pods.ts';

/** One pod name in both clusters. */
interface Twins {
  readonly local: Pod | undefined;
  readonly shadow: ShadowPod | undefined;
  readonly remote: Pod | undefined;
}

/** Reflects the pods of one namespace that are bound to the provider's virtual nodes. */
export async function reflectPods(reflection: Reflection): Promise<void> {
  const { view, provider, local: namespace, lifetime } = reflection;
  const nodes = nodesOf(provider);
  const isMine = (pod: Pod) => pod.metadata.namespace === namespace && nodes.includes(pod.spec?.nodeName ?? '');
  const queue = createQueue(async (name) => {
    const local = view.pods.get(name, namespace);
    const twins = { shadow: shadows.get(name, reflection.remote), remote: remotes.get(name, reflection.remote) };
    await handle(reflection, { ...twins, local: local !== undefined && isMine(local) ? local : undefined });
  }, lifetime);
  const there = { namespace: reflection.remote };
  const [shadows, remotes] = await Promise.all([
    watchAll(provider.tenantPort, liqoKinds.shadowPod, there, lifetime),
    watchAll(provider.tenantPort, kinds.pod, there, lifetime),
  ]);
  view.pods.listen((pod) => {
    if (isMine(pod)) queue.add(pod.metadata.name);
  }, lifetime.signal);
  shadows.listen((shadow) => queue.add(shadow.metadata.name), lifetime.signal);
  remotes.listen((pod) => queue.add(pod.metadata.name), lifetime.signal);
  for (const one of [...view.pods.items().filter(isMine), ...shadows.items(), ...remotes.items()]) queue.add(one.metadata.name);
  queue.start();
}

async function handle(reflection: Reflection, twins: Twins): Promise<void> {
  const { local, shadow } = twins;
  if (isForeign(reflection, twins)) {
    if (local !== undefined) await sayFailed(reflection, kinds.pod, local, alreadyExists);
    return;
  }
  if (local === undefined || wasAborted(local)) return removeShadow(reflection, shadow);
  if (local.metadata.deletionTimestamp !== undefined) return end(reflection, local, twins);
  // Whatever happens over there now, a finished pod is neither run again nor changed.
  if (isTerminal(local.status?.phase)) return;
  await label(reflection, local);
  if (shadow === undefined) return createShadow(reflection, local);
  await updateStatus(reflection, local, twins);
}

/** Given up for good: the owner of the pod has made another one already. */
function wasAborted({ status, metadata }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase === 'Failed' && status.reason === offloadingAborted;
}

function isForeign({ pair }: Reflection, { remote, shadow }: Twins): boolean {
  return [remote, shadow].some((one) => one !== undefined && !isReflected(one.metadata.labels, pair));
}

/** The local pod goes last: as long as it is there, its twin may still write. */
async function end(reflection: Reflection, local: Pod, { shadow, remote }: Twins): Promise<void> {
  if (shadow === undefined && remote === undefined) {
    const target = { ...keyOf(local), uid: local.metadata.uid };
    return removeByUid(reflection.consumer.port, kinds.pod, target, { gracePeriodSeconds: 0 });
  }
  if (shadow !== undefined && shadow.metadata.deletionTimestamp === undefined) return removeShadow(reflection, shadow);
  await updateStatus(reflection, local, { local, shadow, remote });
}

async function removeShadow({ provider }: Reflection, shadow: ShadowPod | undefined): Promise<void> {
  if (shadow === undefined) return;
  await removeByUid(provider.tenantPort, liqoKinds.shadowPod, { ...keyOf(shadow), uid: shadow.metadata.uid });
}

async function label({ consumer }: Reflection, local: Pod): Promise<void> {
  if (local.metadata.labels?.[shadowPodLabel] === 'true') return;
  await consumer.port.mergePatch(kinds.pod, keyOf(local), { metadata: { labels: { [shadowPodLabel]: 'true' } } });
}

async function createShadow(reflection: Reflection, local: Pod): Promise<void> {
  const shadow = forgeShadowPod(local, reflection.remote, reflection.pair);
  try {
    await reflection.provider.tenantPort.create(liqoKinds.shadowPod, shadow);
  } catch (error) {
    // Made a moment ago and not seen yet.
    if (failedWith(error, 'alreadyExists')) return;
    await sayFailed(reflection, kinds.pod, local, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function updateStatus({ consumer }: Reflection, local: Pod, { shadow, remote }: Twins): Promise<void> {
  if (remote !== undefined) return writeStatus(consumer.port, kinds.pod, local, { ...localStatus(local, remote) });
  if (shadow === undefined || !isTerminal(shadow.status?.phase)) return;
  await writeStatus(consumer.port, kinds.pod, local, { ...closedStatus(local, shadow) });
}
