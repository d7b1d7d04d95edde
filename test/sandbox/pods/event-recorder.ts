import { randomBytes } from 'node:crypto';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { Event, Pod } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';

export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** Tells the API what the kubelet did with a pod; best effort, like every recorder. */
export type EventRecorder = (pod: Pod, event: PodEvent) => void;

/** Records repeats of an event by counting it, as client-go does. */
export function eventRecorder(port: KubePort, node: string, now: () => Date): EventRecorder {
  const counts = new Map<string, { name: string; count: number; written: Promise<unknown> }>();
  return (pod, event) => {
    const key = [pod.metadata.uid, event.type, event.reason, event.message].join('\n');
    const seen = counts.get(key);
    const namespace = pod.metadata.namespace ?? 'default';
    if (seen !== undefined) {
      seen.count += 1;
      const patch = { count: seen.count, lastTimestamp: now().toISOString() };
      seen.written = seen.written.then(() => port.mergePatch(kinds.event, { name: seen.name, namespace }, patch)).catch(() => undefined);
      return;
    }
    const name = `${pod.metadata.name}.${randomBytes(8).toString('hex')}`;
    const written = port.create(kinds.event, podEvent({ pod, event, name, node, time: now().toISOString() })).catch(() => undefined);
    counts.set(key, { name, count: 1, written });
  };
}

interface EventParts {
  readonly pod: Pod;
  readonly event: PodEvent;
  readonly name: string;
  readonly node: string;
  readonly time: string;
}

function podEvent({ pod, event, name, node, time }: EventParts): Event {
  const { namespace = 'default', uid, resourceVersion } = pod.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, namespace, uid, resourceVersion },
    ...event,
    source: { component: 'kubelet', host: node },
    reportingComponent: 'kubelet',
    reportingInstance: node,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  } as Event;
}
