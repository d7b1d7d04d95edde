import { createHash } from 'node:crypto';
import type { Clock } from '../../base/time/clock.ts';
import { failedWith, KubeError } from '../client/errors.ts';
import type { KubePort } from '../client/port.ts';
import { type Event, kinds, type Meta } from '../objects/kinds.ts';
import { EventBudget } from './event-budget.ts';

/** An object that something is said about. */
export interface Regarded {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
}

/** What is said about it. */
export interface Report {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** Writes an event, or counts the one that says the same; best effort: nothing depends on events. */
export type EventRecorder = (about: Regarded, report: Report) => Promise<void>;

export interface RecorderOptions {
  readonly port: KubePort;
  readonly clock: Clock;
  readonly component: string;
  /** The node on which the component runs, where that matters. */
  readonly host?: string;
  /** One event for each object, type and reason, which says the message of the last time; without it, each message is an event of its own. */
  readonly latestMessage?: boolean;
}

/** Records events as `component`, also on from what an earlier run of it has written. */
export function createRecorder(options: RecorderOptions): EventRecorder {
  const { port, clock } = options;
  const budget = new EventBudget(clock);
  return async (about, report) => {
    if (!budget.spend(about.metadata.uid ?? '')) return;
    try {
      await write(port, renderEvent(options, about, report));
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
    }
  };
}

async function write(port: KubePort, event: Event): Promise<void> {
  try {
    await port.create(kinds.event, event);
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
    await countOnceMore(port, event);
  }
}

async function countOnceMore(port: KubePort, event: Event): Promise<void> {
  const { name, namespace = '' } = event.metadata;
  const key = { name, namespace };
  const { message, lastTimestamp } = event;
  const { metadata, count = 1 } = await port.read(kinds.event, key);
  // With the version: two writers would count from the same number.
  const patch = { metadata: { resourceVersion: metadata.resourceVersion }, count: count + 1, lastTimestamp, message };
  try {
    await port.mergePatch(kinds.event, key, patch);
  } catch (error) {
    if (!failedWith(error, 'conflict')) throw error;
    await countOnceMore(port, event);
  }
}

function renderEvent({ clock, component, host, latestMessage = false }: RecorderOptions, about: Regarded, report: Report): Event {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  const now = clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const message = latestMessage ? [] : [report.message];
  const identity = [about.kind, uid, report.type, report.reason, ...message, component, host].join('\n');
  return {
    apiVersion: kinds.event.apiVersion,
    kind: kinds.event.kind,
    metadata: { name: eventName(name, identity), namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    ...report,
    source: { component, ...(host !== undefined && { host }) },
    reportingComponent: component,
    reportingInstance: host ?? component,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}

/** The longest name that the API takes. */
const longestName = 253;

/** The same for the same report, so that a second one finds the first. */
function eventName(about: string, identity: string): string {
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  const name = `${about}.${digest}`;
  return name.length <= longestName ? name : digest;
}
