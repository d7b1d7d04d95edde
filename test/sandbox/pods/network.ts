import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type OutgoingHttpHeaders, request as send, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { type Fault, type Link, startLink } from './link.ts';
import { findRoute, type Route, type Target } from './service-route.ts';
import { sleepUnless } from './sleep.ts';

/** The network between a cluster's pods: an HTTP proxy that knows the cluster's Services. */
export interface ClusterNetwork {
  /** What every container gets as `http_proxy`. */
  readonly proxyUrl: string;
  /** Makes the network misbehave, for what is open too; undefined heals it. */
  fault(fault: Fault | undefined): void;
  close(): Promise<void>;
}

interface Proxy {
  readonly link: Link;
  readonly agent: Agent;
  readonly route: (target: Target) => Route;
  /** What is open now: the host it goes to and how to tear it down. */
  readonly open: Map<Duplex, string>;
  readonly closing: AbortSignal;
}

/** Starts a cluster's network; its names are those of the cluster behind `port`, a moment behind as in any cluster. */
export async function startNetwork(options: { port: KubePort; signal: AbortSignal; domain?: string }): Promise<ClusterNetwork> {
  const { port, domain = 'cluster.local' } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, options.signal]);
  const [services, slices] = await Promise.all([
    startInformer({ port, kind: kinds.service, clock: systemClock, signal }),
    startInformer({ port, kind: kinds.endpointSlice, clock: systemClock, signal }),
  ]);
  const link = startLink();
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });
  const open = new Map<Duplex, string>();
  const route = (target: Target) => findRoute(target, { domain, services: () => services.items(), slices: () => slices.items() });
  const proxy: Proxy = { link, agent, route, open, closing: signal };
  const server = createServer((request, response) => void forward(proxy, request, response));
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => void tunnel(proxy, { request, client, head }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    closing.abort();
    agent.destroy();
    for (const stream of open.keys()) stream.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  options.signal.addEventListener('abort', () => void close(), { once: true });
  return {
    proxyUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault(fault) {
      link.set(fault);
      for (const [stream, host] of open) if (link.faultFor(host)?.cut === true) stream.destroy();
    },
    close,
  };
}

/** Passes a request with an absolute address on, and its answer back. */
async function forward(proxy: Proxy, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.on('error', () => undefined);
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
  if (url === undefined || url.protocol !== 'http:') return refuse(response, 400, 'this is a proxy: it wants absolute http addresses');
  const host = url.hostname;
  if (!(await admit(proxy, host))) return void request.socket.destroy();
  const route = proxy.route({ host, port: Number(url.port || 80) });
  if (route.kind !== 'address') return refuse(response, route.kind === 'refused' ? 503 : 502, route.reason);
  track(proxy, request.socket, host);
  const headers = passedOn(request);
  const path = `${url.pathname}${url.search}`;
  const onward = send({ host: route.host, port: route.port, method: request.method, path, headers, agent: proxy.agent });
  onward.once('socket', (socket: Duplex) => track(proxy, socket, host));
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, passedOn(answer));
    pipeline(answer, proxy.link.throttle(host, 'down'), response).catch(() => response.destroy());
  });
  onward.once('error', (error) => {
    // After the first bytes of an answer only a broken connection tells that there is no more.
    if (response.headersSent || proxy.link.faultFor(host)?.cut === true) response.destroy();
    else refuse(response, 503, `${url.host}: ${error.message}`);
  });
  response.once('close', () => onward.destroy());
  pipeline(request, proxy.link.throttle(host, 'up'), onward).catch(() => onward.destroy());
}

interface Tunnel {
  readonly request: IncomingMessage;
  readonly client: Duplex;
  readonly head: Buffer;
}

async function tunnel(proxy: Proxy, { request, client, head }: Tunnel): Promise<void> {
  client.on('error', () => client.destroy());
  const { hostname: host, port } = new URL(`tcp://${request.url}`);
  if (!(await admit(proxy, host))) return void client.destroy();
  const route = proxy.route({ host, port: Number(port) });
  if (route.kind !== 'address') {
    return void client.end(`HTTP/1.1 ${route.kind === 'refused' ? 503 : 502} ${route.reason}\r\ncontent-length: 0\r\n\r\n`);
  }
  const server = connect({ host: route.host, port: route.port });
  track(proxy, client, host);
  track(proxy, server, host);
  server.once('error', () => client.destroy());
  client.once('close', () => server.destroy());
  server.once('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.write(head);
    pipeline(client, proxy.link.throttle(host, 'up'), server).catch(() => server.destroy());
    pipeline(server, proxy.link.throttle(host, 'down'), client).catch(() => client.destroy());
  });
}

/** Waits as long as a slow network takes; false when it is cut. */
async function admit({ link, closing }: Proxy, host: string): Promise<boolean> {
  await sleepUnless(closing, link.faultFor(host)?.delayMs ?? 0);
  return link.faultFor(host)?.cut !== true;
}

function track({ open }: Proxy, stream: Duplex, host: string): void {
  if (!open.has(stream)) stream.once('close', () => open.delete(stream));
  // A connection that is used again may go somewhere else this time.
  open.set(stream, host);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${reason}\n`);
}

/** Headers of a message without those that concern one connection only. */
function passedOn({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const own = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'transfer-encoding']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}
