import type { Clock } from '../../base/time/clock.ts';
import { untilAborted, withDeadline } from '../../base/time/deadline.ts';
import { describePod, hasEndedWell } from './describe-pod.ts';
import { wasInterrupted } from '../../base/errors.ts';
import { type Event, kinds, type Pod } from '../objects/kinds.ts';
import type { Key, KubePort } from '../client/port.ts';
import { containersOf } from './startup-problem.ts';

export interface EvidenceLimits {
  readonly clock: Clock;
  /** For everything together. What has not answered by then "could not be looked at". */
  readonly seconds: number;
  /** Last lines of each container's log. */
  readonly logLines: number;
  /** A line of a log for people; undefined for one that tells them nothing. */
  readonly readLine?: (line: string) => string | undefined;
}

const mostEvents = 8;

/**
 * What the cluster shows about pods, as plain facts in its own raw words: states, warnings, last log lines. Never fails: a fact that
 * could not be read says so, which is another answer than "nothing there".
 */
export async function readEvidence(port: KubePort, pods: readonly Key[], limits: EvidenceLimits): Promise<string[]> {
  const facts = await lookInTime(limits, (late) => Promise.all(pods.map((pod) => podFacts({ port, limits, late }, pod))));
  return facts.flat();
}

/** The latest warnings about an object that is not a pod; as with pods, never fails. */
export async function readWarnings(port: KubePort, about: { kind: string; key: Key }, limits: EvidenceLimits): Promise<string[]> {
  const { kind, key } = about;
  const name = `${kind} ${key.namespace === undefined ? '' : `${key.namespace}/`}${key.name}`;
  return lookInTime(limits, (late) => eventFacts({ port, limits, late }, key, { kind, name }));
}

/** The newest warning about an object, as "reason: message"; undefined where there is none, or no answer. */
export async function findLatestWarning(
  port: KubePort,
  { kind, key }: { kind: string; key: Key },
  limits: EvidenceLimits,
): Promise<string | undefined> {
  const warnings = await lookInTime(limits, (late) => listWarnings({ port, limits, late }, key, kind));
  const latest = 'failure' in warnings ? undefined : warnings.value.at(-1);
  return latest && `${latest.reason}: ${latest.message}`;
}

interface Look {
  readonly port: KubePort;
  readonly limits: EvidenceLimits;
  readonly late: AbortSignal;
}

async function podFacts(look: Look, key: Key): Promise<string[]> {
  const name = `pod ${key.namespace}/${key.name}`;
  const pod = await tryLook(look, () => look.port.find(kinds.pod, key));
  const about = { kind: 'Pod', name };
  if ('failure' in pod) return [`${name}: could not look: ${pod.failure}`, ...(await eventFacts(look, key, about))];
  if (pod.value === undefined) return [`${name} does not exist`, ...(await eventFacts(look, key, about))];
  const found = pod.value;
  const [events, ...logs] = await Promise.all([
    eventFacts(look, key, about),
    ...startedContainers(found).map((container) => logFacts(look, key, container)),
  ]);
  return [...describePod(found).map((fact) => `${name}: ${fact}`), ...events, ...logs.flat()];
}

async function eventFacts(look: Look, key: Key, { kind, name }: { kind: string; name: string }): Promise<string[]> {
  const warnings = await listWarnings(look, key, kind);
  if ('failure' in warnings) return [`${name}: could not look for events: ${warnings.failure}`];
  return warnings.value
    .slice(-mostEvents)
    .map(({ reason, message, count }) => `${name}: ${reason}${count !== undefined && count > 1 ? ` (${count}x)` : ''}: ${message}`);
}

/** Oldest first. */
async function listWarnings(look: Look, key: Key, kind: string): Promise<{ value: readonly Event[] } | { failure: string }> {
  const scope = { fields: `involvedObject.name=${key.name}`, ...(key.namespace === undefined ? {} : { namespace: key.namespace }) };
  const events = await tryLook(look, () => look.port.list(kinds.event, scope));
  if ('failure' in events) return events;
  const warnings = events.value.items.filter(
    ({ type, involvedObject }) => type === 'Warning' && involvedObject.kind === kind && involvedObject.name === key.name,
  );
  return { value: warnings.toSorted((a, b) => lastSeen(a).localeCompare(lastSeen(b))) };
}

async function logFacts({ port, limits, late }: Look, key: Key, container: string): Promise<string[]> {
  const lines: string[] = [];
  const name = `log of ${key.namespace}/${key.name} (${container})`;
  try {
    for await (const line of port.logs(key, { container, tailLines: limits.logLines }, late)) {
      const told = limits.readLine === undefined ? line : limits.readLine(line);
      if (told !== undefined) lines.push(told);
      if (lines.length > limits.logLines) lines.shift();
    }
  } catch (error) {
    lines.push(`could not be read${lines.length > 0 ? ' further' : ''}: ${words(error, limits)}`);
  }
  return lines.map((line) => `${name}: ${line}`);
}

/** A container that never started has no log to ask for; that of an init container that ended well tells of what is over. */
function startedContainers(pod: Pod): string[] {
  const inits = pod.status?.initContainerStatuses ?? [];
  return containersOf(pod)
    .filter((container) => !(inits.includes(container) && hasEndedWell(container)))
    .filter(({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated)
    .map(({ name }) => name);
}

/** Runs a look; each of its reads is done with `tryLook` and the signal. */
export function lookInTime<R>({ clock, seconds }: EvidenceLimits, look: (late: AbortSignal) => Promise<R>): Promise<R> {
  return withDeadline({ clock, milliseconds: seconds * 1000 }, look);
}

/** What was read, or why not; being late is a reason, too. */
export async function tryLook<R>(
  { late, limits }: Pick<Look, 'late' | 'limits'>,
  read: () => Promise<R>,
): Promise<{ value: R } | { failure: string }> {
  const answer: Promise<{ value: R } | { failure: string }> = read().then(
    (value) => ({ value }),
    (error: unknown) => ({ failure: words(error, limits) }),
  );
  return untilAborted(late, answer, () => ({ failure: noAnswer(limits) }));
}

function words(error: unknown, limits: EvidenceLimits): string {
  if (wasInterrupted(error)) return noAnswer(limits);
  return error instanceof Error ? error.message : String(error);
}

function noAnswer({ seconds }: EvidenceLimits): string {
  return `no answer within ${seconds} s`;
}

function lastSeen(event: Event): string {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
}
