import { startTimer } from '../../base/time/clock.ts';
import { KubeError } from './errors.ts';
import { parseWatchFailure, unreachable } from './failures.ts';
import type { Kind } from '../objects/kinds.ts';
import { splitLines } from './lines.ts';
import { collectionPath, scopeQuery } from './paths.ts';
import type { Scope, WatchEvent } from './port.ts';
import { type Endpoint, openCall } from './transport.ts';

export interface WatchCall<T> {
  readonly kind: Kind<T>;
  readonly scope: Scope;
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
  /** After this many seconds the server closes the watch. */
  readonly seconds: number;
  readonly attempt: string;
}

interface WireEvent {
  readonly type: string;
  readonly object: { readonly metadata?: { readonly resourceVersion?: string } };
}

/** How long a server may be late with closing a watch or opening it; after that the connection counts as dead. */
const graceMilliseconds = 30_000;

/** One watch connection; ends when the server closes it or is silent beyond its own time limit. */
export async function* followWatch<T>(watch: WatchCall<T>, endpoint: Endpoint): AsyncIterable<WatchEvent<T>> {
  const { kind, scope, attempt, signal } = watch;
  const query = scopeQuery(scope);
  query.set('watch', '1');
  query.set('allowWatchBookmarks', 'true');
  query.set('resourceVersion', watch.resourceVersion);
  query.set('timeoutSeconds', String(watch.seconds));
  const call = { method: 'GET', path: collectionPath(kind, scope.namespace), query, attempt } as const;
  const response = await openCall(endpoint, call, { signal, headersMilliseconds: graceMilliseconds });
  let overdue = false;
  const giveUp = () => {
    overdue = true;
    response.destroy();
  };
  const closed = startTimer(endpoint.clock, watch.seconds * 1000 + graceMilliseconds, giveUp);
  try {
    for await (const line of splitLines(response)) {
      if (line !== '') yield parseEvent<T>(line, attempt);
    }
  } catch (error) {
    if (overdue) return;
    throw error instanceof KubeError ? error : unreachable(endpoint.server, attempt, error);
  } finally {
    closed();
    response.destroy();
  }
}

function parseEvent<T>(line: string, attempt: string): WatchEvent<T> {
  const event = parseLine(line, attempt);
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type: event.type, object: event.object as T };
    case 'BOOKMARK':
      return { type: 'BOOKMARK', resourceVersion: event.object.metadata?.resourceVersion ?? '' };
    default:
      throw parseWatchFailure(event.object, attempt);
  }
}

function parseLine(line: string, attempt: string): WireEvent {
  try {
    return JSON.parse(line) as WireEvent;
  } catch (cause) {
    throw new KubeError({ reason: 'serverError', message: 'a watch event is not JSON', attempt, cause });
  }
}
