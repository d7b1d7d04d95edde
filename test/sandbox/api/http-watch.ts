import type { ServerResponse } from 'node:http';
import type { Call } from './call.ts';
import type { Exchange, HttpParts } from './http-parts.ts';
import { apiVersionOf } from './kinds.ts';
import { listOptions } from './list-options.ts';
import { ApiError } from './status.ts';
import { rowWriter, wantsTable } from './tables.ts';

const bookmarkMilliseconds = 2_000;
/** The real server ends a watch after 30 to 60 minutes when the client names no time. */
const defaultSeconds = 1_800;

/** Streams changes as lines of JSON until the timeout, the client's end or the server's. */
export function sendWatch(exchange: Exchange, call: Call, parts: HttpParts): void {
  const { response, url } = exchange;
  const query = url.searchParams;
  try {
    const stop = startSending(exchange, call, parts);
    response.on('close', stop);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 410) throw error;
    // A version that is too old is an event of the stream, not a failure of the request.
    writeEvent(response, 'ERROR', error.body());
    response.end();
    return;
  }
  open(response);
  const bookmark = () => writeEvent(response, 'BOOKMARK', bookmarkOf(call, parts.store.version));
  const bookmarks = query.get('allowWatchBookmarks') === 'true' ? setInterval(bookmark, bookmarkMilliseconds) : undefined;
  const end = () => void response.end();
  const timeout = setTimeout(end, (Number(query.get('timeoutSeconds') ?? 0) || defaultSeconds) * 1_000);
  const watches = parts.watches();
  watches.addEventListener('abort', end);
  response.on('close', () => {
    watches.removeEventListener('abort', end);
    clearTimeout(timeout);
    clearInterval(bookmarks);
  });
}

function startSending({ request, response, url }: Exchange, call: Call, { gate }: HttpParts): () => void {
  const query = url.searchParams;
  const options = listOptions(query);
  const fields = call.name === '' ? options.fields : `metadata.name=${call.name}`;
  const row = wantsTable(request.headers.accept) ? rowWriter(call.kind, query) : undefined;
  return gate.watch(call, { ...options, fields, from: query.get('resourceVersion') ?? '' }, ({ type, object }) => {
    writeEvent(response, type, row?.(object) ?? object);
  });
}

function open(response: ServerResponse): void {
  if (response.headersSent) return;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
}

function writeEvent(response: ServerResponse, type: string, object: unknown): void {
  open(response);
  if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
}

function bookmarkOf({ kind }: Call, version: number): object {
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: { resourceVersion: String(version), creationTimestamp: null } };
}
