import { failedWith } from '../../kube/client/errors.ts';
import { patchExactly, removeExactly } from '../../kube/client/exact-writes.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { type Claim, kinds, type Meta } from '../../kube/objects/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { offloadingName } from '../../liqo/namespace-offloading.ts';
import { policyBefore } from '../../volumes/names.ts';
import { noOwnAnnotations } from '../held/owner-of.ts';
import { moveLabels } from '../model/names.ts';
import { type ProviderClaim, reflectedLabels, type Trace } from './trace.ts';

/** Deletes exactly the version that was judged; throws KubeError `conflict` where it has changed since: somebody may have taken it up. */
export async function removeLeftover(trace: Trace): Promise<void> {
  const { port, kind, object } = trace;
  if (kind === kinds.namespace) await removeOffloading(trace);
  await removeExactly<{ metadata: Meta }>(port, kind, object);
  if (trace.what === 'provider-claim') await removeHold(trace);
}

/** First, for a namespace that finds it with its finalizer looks again only after many seconds. */
async function removeOffloading({ port, object }: Trace): Promise<void> {
  const key = { name: offloadingName, namespace: object.metadata.name };
  if (!(await port.serves(liqoKinds.namespaceOffloading))) return;
  const offloading = await port.find(liqoKinds.namespaceOffloading, key);
  if (offloading !== undefined) await removeExactly(port, liqoKinds.namespaceOffloading, offloading);
}

/** How often others may change the claim while our finalizer comes off: it is told to go by then, and they take off theirs. */
const mostTries = 10;

/** Nobody else takes our finalizer off a claim that is on its way out. */
async function removeHold({ port, object }: ProviderClaim): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const going = await port.find(kinds.claim, keyOf(object));
    if (going === undefined || going.metadata.uid !== object.metadata.uid) return;
    const finalizers = withoutHold(going);
    try {
      await patchExactly(port, { kind: kinds.claim, object: going }, { metadata: { finalizers } });
      return;
    } catch (error) {
      if (failedWith(error, 'notFound')) return;
      if (!failedWith(error, 'conflict') || tries === mostTries) throw error;
    }
  }
}

/** Takes the marks and the hold of its move off exactly the version that was judged, and gives it back what it had before: a volume its policy, a claim in a provider Liqo's labels. */
export async function releaseLeftover(trace: Trace): Promise<void> {
  const { port } = trace;
  const metadata = { annotations: noOwnAnnotations };
  if (trace.what === 'claim') await patchExactly(port, { kind: kinds.claim, object: trace.object }, { metadata });
  if (trace.what === 'provider-claim') await releaseThere(trace);
  if (trace.what !== 'volume') return;
  const persistentVolumeReclaimPolicy = trace.object.metadata.annotations?.[policyBefore];
  await patchExactly(port, { kind: kinds.volume, object: trace.object }, { metadata, spec: { persistentVolumeReclaimPolicy } });
}

/** In one write: without the hold and without Liqo's labels the claim would be kept by nobody. */
async function releaseThere(trace: ProviderClaim): Promise<void> {
  const { port, object } = trace;
  const metadata = { annotations: noOwnAnnotations, labels: reflectedLabels(trace) ?? {}, finalizers: withoutHold(object) };
  await patchExactly(port, { kind: kinds.claim, object }, { metadata });
}

function withoutHold({ metadata: { finalizers = [] } }: Claim): string[] {
  return finalizers.filter((finalizer) => finalizer !== moveLabels.hold);
}
