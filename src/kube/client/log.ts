import { KubeError } from './errors.ts';
import { unreachable } from './failures.ts';
import { kinds } from '../objects/kinds.ts';
import { splitLines } from './lines.ts';
import { objectPath } from './paths.ts';
import type { Key, LogOptions } from './port.ts';
import { type Endpoint, type Limits, openCall } from './transport.ts';

export interface LogCall {
  readonly pod: Key;
  readonly options: LogOptions;
  readonly attempt: string;
}

/** Lines of a container's log as they come; ends with the log, throws KubeError. */
export async function* followLog({ pod, options, attempt }: LogCall, endpoint: Endpoint, limits: Limits): AsyncIterable<string> {
  const query = new URLSearchParams({ container: options.container });
  if (options.follow === true) query.set('follow', 'true');
  if (options.tailLines !== undefined) query.set('tailLines', String(options.tailLines));
  const call = { method: 'GET', path: objectPath(kinds.pod, pod, 'log'), query, attempt } as const;
  // With follow, the headers may come with the first line only: hours later for a quiet container.
  const { headersMilliseconds: _, ...withoutDeadline } = limits;
  const response = await openCall(endpoint, call, options.follow === true ? withoutDeadline : limits);
  try {
    yield* splitLines(response);
  } catch (error) {
    throw error instanceof KubeError ? error : unreachable(endpoint.server, attempt, error);
  } finally {
    response.destroy();
  }
}
