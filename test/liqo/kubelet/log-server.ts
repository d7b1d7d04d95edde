import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { KubeError } from '../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { Lifetime } from '../lifetime.ts';

/** Where a virtual kubelet listens; a real API server insists on TLS and on an address that it can reach. */
export interface KubeletEndpoint {
  readonly address: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface LogSource {
  readonly tenantPort: KubePort;
  /** Name of a namespace in the provider, while it is reflected. */
  readonly remoteOf: (namespace: string) => string | undefined;
}

/** Serves `/containerLogs/<namespace>/<pod>/<container>` as a kubelet does, from the provider's API. */
export async function startLogServer(source: LogSource, endpoint: KubeletEndpoint, lifetime: Lifetime): Promise<AddressInfo> {
  const answer = (request: IncomingMessage, response: ServerResponse) => void serve(source, request, response, lifetime.signal);
  const server = endpoint.tls === undefined ? createHttpServer(answer) : createHttpsServer({ ...endpoint.tls }, answer);
  server.listen(0, endpoint.address);
  await once(server, 'listening');
  lifetime.signal.addEventListener('abort', () => (server.close(), server.closeAllConnections()), { once: true });
  return server.address() as AddressInfo;
}

async function serve(source: LogSource, request: IncomingMessage, response: ServerResponse, stopped: AbortSignal): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://kubelet');
  const [, endpoint, namespace = '', name, container] = url.pathname.split('/').map(decodeURIComponent);
  const remote = source.remoteOf(namespace);
  if (endpoint === 'exec') {
    response.writeHead(400).end(`commands are not passed on to providers here: ask the other cluster, where the namespace is ${remote}`);
    return;
  }
  if (endpoint !== 'containerLogs' || name === undefined || container === undefined || remote === undefined) {
    response.writeHead(404).end('not found\n');
    return;
  }
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const tailLines = url.searchParams.get('tailLines');
  const options = {
    container,
    follow: url.searchParams.get('follow') === 'true',
    ...(tailLines === null ? {} : { tailLines: Number(tailLines) }),
  };
  try {
    const lines = source.tenantPort.logs({ name, namespace: remote }, options, AbortSignal.any([closed.signal, stopped]));
    await send(lines, response);
  } catch (error) {
    fail(response, error);
  }
}

async function send(lines: AsyncIterable<string>, response: ServerResponse): Promise<void> {
  for await (const line of lines) {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/plain' });
    if (!response.write(`${line}\n`)) await once(response, 'drain');
  }
  response.end();
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const status = error instanceof KubeError ? (error.status ?? 502) : 500;
  response.writeHead(status).end(error instanceof Error ? error.message : String(error));
}
