import { createHash } from 'node:crypto';
import { failedWith, KubeError } from '../../../src/kube/client/errors.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { Event } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { Stored } from './objects.ts';

export interface Report {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export type Recorder = (about: Stored, report: Report) => Promise<void>;

/** Writes events as `component`. The same report again raises the count of the event that is there. Best effort, as all recorders. */
export function recorderOf(port: KubePort, component: string): Recorder {
  return async (about, report) => {
    const event = eventOf(about, report, component);
    try {
      await port.create(kinds.event, event);
    } catch (error) {
      if (failedWith(error, 'alreadyExists')) await raiseCount(port, event);
      else if (!(error instanceof KubeError)) throw error;
    }
  };
}

function eventOf(about: Stored, report: Report, component: string): Event {
  const { name, namespace, uid = '', resourceVersion } = about.metadata;
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const digest = createHash('sha256').update([about.kind, uid, report.reason, report.message, component].join('\n')).digest('hex');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${digest.slice(0, 16)}`, namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name,
      uid,
      ...(namespace === undefined ? {} : { namespace }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    ...report,
    source: { component },
    reportingComponent: component,
    reportingInstance: component,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}

async function raiseCount(port: KubePort, event: Event): Promise<void> {
  const key = { name: event.metadata.name, namespace: event.metadata.namespace ?? 'default' };
  try {
    const earlier = await port.find(kinds.event, key);
    if (earlier === undefined) return;
    await port.mergePatch(kinds.event, key, { count: (earlier.count ?? 1) + 1, lastTimestamp: event.lastTimestamp });
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
  }
}
