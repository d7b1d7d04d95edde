import { randomUUID } from 'node:crypto';
import { failedWith } from '../../src/kube/client/errors.ts';
import { kinds, type Event, type Kind } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { Named } from './watched.ts';

/** One thing to say about an object. */
interface Remark<T> {
  readonly kind: Kind<T>;
  readonly object: T & Named;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface Recorder {
  /** Writes an event, or raises the count of the same one; beyond the burst of that object it is dropped without a word. */
  say<T>(remark: Remark<T>): Promise<void>;
}

/** The spam filter of client-go's recorder: a burst per object, then one event in five minutes. */
const refillMilliseconds = 300_000;
export const usualBurst = 25;

export function createRecorder(port: KubePort, component: string, burst: number): Recorder {
  const known = new Map<string, { name: string; count: number }>();
  const allowed = createAllowance(burst);
  const turns = new Map<string, Promise<void>>();
  const write = async <T>(remark: Remark<T>, key: string) => {
    const before = known.get(key);
    const namespace = remark.object.metadata.namespace ?? 'default';
    if (before !== undefined && (await raise(port, before, namespace))) return;
    const event = eventOf(remark, component, namespace);
    await port.create(kinds.event, event);
    known.set(key, { name: event.metadata.name, count: 1 });
  };
  const writeUnlessRefused = async <T>(remark: Remark<T>, key: string) => {
    try {
      await write(remark, key);
    } catch (error) {
      // As client-go: what the server refuses is not tried again, what did not reach it is.
      if (failedWith(error, 'unreachable', 'aborted')) throw error;
    }
  };
  return {
    say: async (remark) => {
      const uid = remark.object.metadata.uid ?? '';
      if (!allowed(uid)) return;
      const key = [uid, remark.type, remark.reason, remark.message].join('\n');
      // One after the other: two writers would count from the same number.
      const turn = (turns.get(key) ?? Promise.resolve()).catch(() => undefined).then(() => writeUnlessRefused(remark, key));
      turns.set(key, turn);
      await turn;
    },
  };
}

/** Counts the same event once more. False when somebody deleted it, or it expired: then a new one begins. */
async function raise(port: KubePort, event: { name: string; count: number }, namespace: string): Promise<boolean> {
  try {
    const patch = { count: event.count + 1, lastTimestamp: timestamp() };
    await port.mergePatch(kinds.event, { name: event.name, namespace }, patch);
    event.count += 1;
    return true;
  } catch (error) {
    if (failedWith(error, 'notFound')) return false;
    throw error;
  }
}

function createAllowance(burst: number): (uid: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (uid) => {
    const now = performance.now();
    const bucket = buckets.get(uid) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refillMilliseconds);
    buckets.set(uid, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1;
  };
}

function eventOf<T>(remark: Remark<T>, component: string, namespace: string): Event {
  const { name, uid, resourceVersion } = remark.object.metadata;
  const now = timestamp();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName(name), namespace },
    involvedObject: {
      apiVersion: remark.kind.apiVersion,
      kind: remark.kind.kind,
      name,
      namespace,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    reason: remark.reason,
    message: remark.message,
    type: remark.type,
    source: { component },
    reportingComponent: component,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
  } as Event;
}

/** As client-go since 1.32: a name that leaves no room for the time is left out, or the event could not be created. */
function eventName(about: string): string {
  const name = `${about}.${uniqueSuffix()}`;
  return name.length <= 253 ? name : randomUUID();
}

let lastSuffix = 0n;

function uniqueSuffix(): string {
  const now = BigInt(Date.now()) * 1_000_000n;
  lastSuffix = now > lastSuffix ? now : lastSuffix + 1n;
  return lastSuffix.toString(16);
}

/** Wall-clock time as the API writes it: whole seconds. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
