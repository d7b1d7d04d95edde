import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { execProtocols, serveExec } from './exec-channels.ts';
import type { InsideCommand } from './inside-command.ts';
import type { NotServed } from './not-served.ts';

export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

/** Serves `/exec/<namespace>/<pod>/<container>` by WebSocket, without terminals. Returns what ends every connection. */
export function addExec(server: Server, find: (request: ExecRequest) => InsideCommand | NotServed): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => execProtocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://kubelet');
    const [, root, namespace = '', pod = '', container = ''] = url.pathname.split('/').map(decodeURIComponent);
    const query = url.searchParams;
    const has = (name: string) => ['true', '1'].includes(query.get(name) ?? '');
    const found = checkExec(root, request) ?? find({ namespace, pod, container, command: query.getAll('command') });
    if ('status' in found) return refuse(connection, found);
    const wanted = { stdin: has('stdin'), stdout: has('stdout'), stderr: has('stderr') };
    sockets.handleUpgrade(request, connection, head, (socket) => serveExec(socket, found, wanted));
  });
  return () => {
    for (const socket of sockets.clients) socket.terminate();
  };
}

function checkExec(root: string | undefined, { url = '', headers }: IncomingMessage): NotServed | undefined {
  if (root !== 'exec') return { status: 404, message: 'only /exec is served' };
  if (/[?&]tty=(true|1)/.test(url)) return { status: 400, message: 'there are no terminals here: leave out --tty' };
  const offered = headers['sec-websocket-protocol']?.split(',').map((each) => each.trim()) ?? [];
  if (execProtocols.some((protocol) => offered.includes(protocol))) return undefined;
  return { status: 400, message: `only ${execProtocols[0]} is spoken here: kubectl 1.30 and later do` };
}

function refuse(connection: Duplex, { status, message }: NotServed): void {
  const head = `HTTP/1.1 ${status} Refused\r\ncontent-type: text/plain\r\nconnection: close`;
  connection.end(`${head}\r\ncontent-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
}
