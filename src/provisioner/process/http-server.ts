import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../base/errors.ts';

/** Where to listen; every address of the machine without a host, a free port with 0. */
export interface ListenAddress {
  readonly host?: string;
  readonly port: number;
}

/** What can be asked for. */
export interface Probes {
  /** What is wrong with the process, which a restart would heal; undefined where nothing is. */
  unhealthy(): string | undefined;
  /** What is still missing before it can serve. */
  unready(): string | undefined;
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface ProbeServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. Throws AppError `usage` where it cannot listen. */
export async function startProbeServer({ host, port }: ListenAddress, probes: Probes): Promise<ProbeServer> {
  const server = createServer((request, response) => void answer(request, response, probes).catch(() => response.destroy()));
  server.listen({ port, ...(host !== undefined && { host }) });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('usage', `cannot listen for probes: ${why}`, { next: ['choose another address with --listen'], cause });
  }
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, probes: Probes): Promise<void> {
  // A client that goes away in the middle must not end the process.
  response.on('error', () => undefined);
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'only GET is served\n');
  const path = (request.url ?? '').replace(/\?.*$/s, '');
  switch (path) {
    case '/healthz':
      return endProbe(response, probes.unhealthy());
    case '/readyz':
      return endProbe(response, probes.unready());
    case '/metrics': {
      const { contentType, text } = await probes.metrics();
      return end(response, 200, text, contentType);
    }
    default:
      return end(response, 404, 'served are /healthz, /readyz and /metrics\n');
  }
}

function endProbe(response: ServerResponse, problem: string | undefined): void {
  end(response, problem === undefined ? 200 : 503, `${problem ?? 'ok'}\n`);
}

function end(response: ServerResponse, ...[status, text, contentType = 'text/plain; charset=utf-8']: [number, string, string?]): void {
  response.writeHead(status, { 'content-type': contentType });
  response.end(text);
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
