import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { addExec, type ExecRequest } from './exec-server.ts';
import { followFile } from './follow-file.ts';
import type { InsideCommand } from './inside-command.ts';
import type { NotServed } from './not-served.ts';

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

/** The log of one start of a container. */
export interface LogSource {
  readonly file: string;
  readonly ended: () => boolean;
}

export interface LogServer {
  readonly port: number;
  close(): Promise<void>;
}

/** What a kubelet knows about its pods. */
export interface Finders {
  readonly log: (request: LogRequest) => LogSource | NotServed;
  readonly exec: (request: ExecRequest) => InsideCommand | NotServed;
}

/** Serves `/containerLogs/<namespace>/<pod>/<container>` with `follow`, `tailLines` and `previous`, and `/exec`. */
export async function startLogServer(ip: string, { log: find, exec }: Finders): Promise<LogServer> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    answer({ request, response, find, closing: closing.signal }).catch(() => response.destroy());
  });
  const endExecs = addExec(server, exec);
  server.listen(0, ip);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      closing.abort();
      endExecs();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly find: (request: LogRequest) => LogSource | NotServed;
  readonly closing: AbortSignal;
}

async function answer({ request, response, find, closing }: Exchange): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://kubelet');
  const [, root, namespace = '', pod = '', container = ''] = url.pathname.split('/').map(decodeURIComponent);
  const flag = (name: string) => ['true', '1'].includes(url.searchParams.get(name) ?? '');
  const source: LogSource | NotServed =
    root === 'containerLogs'
      ? find({ namespace, pod, container, previous: flag('previous') })
      : { status: 404, message: 'only /containerLogs is served' };
  if ('status' in source) {
    response.writeHead(source.status, { 'content-type': 'text/plain' }).end(source.message);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const tail = url.searchParams.get('tailLines');
  const bytes = followFile(source.file, {
    ...(tail !== null && { tailLines: Number(tail) }),
    ended: flag('follow') ? source.ended : () => true,
    signal: AbortSignal.any([gone.signal, closing]),
  });
  await pipeline(Readable.from(bytes, { objectMode: false }), response);
}
