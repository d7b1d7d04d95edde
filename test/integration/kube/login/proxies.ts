import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** A proxy on 127.0.0.1 that leads every name to one port of this machine, as only a proxy can. */
export interface Proxy {
  readonly address: string;
  /** `host:port` of each connection that was asked for. */
  readonly asked: string[];
  /** Proxy-Authorization of each. */
  readonly logins: (string | undefined)[];
}

/** An HTTP proxy; where `status` is another than 200 it lets no connection through. */
export async function startHttpProxy(port: number, status = 200): Promise<Proxy> {
  const proxy = { asked: [] as string[], logins: [] as (string | undefined)[] };
  const server = createHttpServer((_request, response) => response.writeHead(501).end());
  server.on('connect', (request, client: Duplex) => {
    proxy.asked.push(request.url ?? '');
    proxy.logins.push(request.headers['proxy-authorization']);
    client.write(`HTTP/1.1 ${status} Answer\r\n\r\n`);
    if (status === 200) join(client, port);
    else client.end();
  });
  return { address: await listen(server), ...proxy };
}

/** A SOCKS5 proxy without passwords (RFC 1928). */
export async function startSocksProxy(port: number): Promise<Proxy> {
  const proxy = { asked: [] as string[], logins: [] };
  const server = createServer((client) => {
    client.once('data', () => {
      client.write(new Uint8Array([5, 0]));
      client.once('data', (request: Buffer) => {
        proxy.asked.push(targetOf(request));
        client.write(new Uint8Array([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        join(client, port);
      });
    });
  });
  return { address: await listen(server), ...proxy };
}

/** Only names: an address would mean that the name was looked up on this side. */
function targetOf(request: Buffer): string {
  if (request[3] !== 3) return 'an address';
  const end = 5 + (request[4] ?? 0);
  return `${request.subarray(5, end).toString()}:${request.readUInt16BE(end)}`;
}

function join(client: Duplex, port: number): void {
  const server = connect(port, '127.0.0.1');
  for (const socket of [client, server]) socket.on('error', () => undefined);
  client.pipe(server).pipe(client);
}

async function listen(server: Server): Promise<string> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
