import { type Event, kinds } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import type { Reflection } from '../kubelet/reflection.ts';
import { isReflected, type Pair, reflectionLabels } from '../marks.ts';
import { createQueue } from '../queue.ts';
import { type Named, watchAll } from '../watched.ts';
import { apply, keyOf, removeByUid } from '../writes.ts';

/** Copies events of the provider about reflected objects back to the local ones, `(remote)` behind the component's name. */
export async function reflectEvents(reflection: Reflection): Promise<void> {
  const { provider, consumer, local: namespace, remote, lifetime, pair } = reflection;
  const queue = createQueue(async (name) => {
    const event = events.get(name, remote);
    if (event !== undefined) return copy(reflection, event);
    const local = await consumer.port.find(kinds.event, { name, namespace });
    if (local === undefined || !isReflected(local.metadata.labels, pair)) return;
    await removeByUid(consumer.port, kinds.event, { ...keyOf(local), uid: local.metadata.uid });
  }, lifetime);
  const events = await watchAll(provider.tenantPort, kinds.event, { namespace: remote }, lifetime);
  events.listen((event) => queue.add(event.metadata.name), lifetime.signal);
  events.items().forEach((event) => queue.add(event.metadata.name));
  queue.start();
}

async function copy({ consumer, local: namespace, pair, view }: Reflection, event: Event): Promise<void> {
  const { kind = '', name = '' } = event.involvedObject;
  const uid = localObject(view, kind, { name, namespace })?.metadata.uid;
  if (uid === undefined) return;
  const existing = await consumer.port.find(kinds.event, { name: event.metadata.name, namespace });
  // Where it is about an earlier object of that name, it stays with that one.
  if (existing !== undefined && (existing.involvedObject.uid !== uid || !isReflected(existing.metadata.labels, pair))) return;
  await apply(consumer.port, kinds.event, forgeLocalEvent(event, { namespace, uid, pair }));
}

function forgeLocalEvent(event: Event, to: { namespace: string; uid: string; pair: Pair }): Event {
  const { metadata, source, involvedObject, ...rest } = event;
  const { namespace, uid } = to;
  const { resourceVersion: _remote, ...object } = involvedObject;
  return {
    ...rest,
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: metadata.name, namespace, labels: { ...metadata.labels, ...reflectionLabels(to.pair) } },
    involvedObject: { ...object, namespace, uid },
    source: { ...source, component: `${source?.component ?? ''} (remote)` },
  };
}

function localObject(view: Reflection['view'], kind: string, { name, namespace }: { name: string; namespace: string }): Named | undefined {
  switch (kind) {
    case kinds.pod.kind:
    case liqoKinds.shadowPod.kind:
      return view.pods.get(name, namespace);
    case kinds.claim.kind:
      return view.claims.get(name, namespace);
    case kinds.service.kind:
      return view.services.get(name, namespace);
    case kinds.secret.kind:
      return view.secrets.get(name, namespace);
    case kinds.configMap.kind:
      return view.configMaps.get(name, namespace);
    case kinds.endpointSlice.kind:
      return view.slices.get(name, namespace);
    default:
      return undefined;
  }
}
