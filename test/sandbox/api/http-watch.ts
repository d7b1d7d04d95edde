import type { Call } from './call.ts';
import type { Exchange, HttpParts } from './http-parts.ts';
import { listOptions } from './http-stored.ts';
import { apiVersionOf } from './kinds.ts';
import { ApiError } from './status.ts';
import { type RowWriter, rowWriter, wantsTable } from './tables.ts';

const bookmarkEvery = 2_000;
/** The real server ends a watch after 30 to 60 minutes when the client names no time. */
const defaultTimeout = 1_800;

/** Streams changes as lines of JSON until the timeout, the client's end or the server's. */
export function sendWatch(exchange: Exchange, call: Call, parts: HttpParts): void {
  const { request, response, url } = exchange;
  const query = url.searchParams;
  const options = listOptions(query);
  const fields = call.name === '' ? options.fields : `metadata.name=${call.name}`;
  const rows: RowWriter = wantsTable(request.headers.accept) ? rowWriter(call.kind, query) : (object) => object;
  const write = (type: string, object: unknown) => void response.write(`${JSON.stringify({ type, object })}\n`);
  const open = () => {
    if (response.headersSent) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
  };
  let stop: () => void;
  try {
    stop = parts.gate.watch(call, { ...options, fields, from: query.get('resourceVersion') ?? '' }, ({ type, object }) => {
      open();
      write(type, rows(object));
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 410) throw error;
    // A version that is too old is an event of the stream, not a failure of the request.
    open();
    write('ERROR', error.body());
    response.end();
    return;
  }
  open();
  const bookmark = () => write('BOOKMARK', bookmarkOf(call, parts.store.version));
  const timers = query.get('allowWatchBookmarks') === 'true' ? [setInterval(bookmark, bookmarkEvery)] : [];
  const seconds = Number(query.get('timeoutSeconds') ?? 0) || defaultTimeout;
  const end = () => void response.end();
  const timeout = setTimeout(end, seconds * 1_000);
  const watches = parts.watches();
  watches.addEventListener('abort', end);
  response.on('close', () => {
    stop();
    watches.removeEventListener('abort', end);
    clearTimeout(timeout);
    timers.forEach(clearInterval);
  });
}

function bookmarkOf({ kind }: Call, version: number): object {
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: { resourceVersion: String(version), creationTimestamp: null } };
}
