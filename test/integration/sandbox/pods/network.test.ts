import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EndpointSlice, kinds, type Service } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { type ApiServer, startApiServer } from '../../../sandbox/api/server.ts';
import { type ClusterNetwork, startNetwork } from '../../../sandbox/pods/network.ts';
import { untilFits } from '../../../support/until.ts';

let port: KubePort;
let network: ClusterNetwork;
let cluster: ApiServer;
let server: Server;
const closing = new AbortController();

beforeAll(async () => {
  server = createServer((asked, response) => {
    if (asked.url === '/hang') return void response.write('begun');
    if (asked.method === 'POST') return void text(asked).then((body) => response.end(`${asked.headers.host} ${body}`));
    response.end('x'.repeat(Number(asked.url?.slice(1))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cluster = await startApiServer({ name: 'rome' });
  port = cluster.as({ name: 'kubernetes-admin', groups: ['system:masters'] });
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app' } });
  await service('web', [{ ready: true, address: '127.0.0.1' }]);
  await service('lonely', [{ ready: false, address: '127.0.0.1' }]);
  network = await startNetwork({ port, signal: closing.signal });
});

afterAll(async () => {
  await network.close();
  closing.abort();
  await cluster.close();
  server.closeAllConnections();
  server.close();
});

async function service(name: string, endpoints: { ready: boolean; address: string }[]): Promise<void> {
  const namespace = 'app';
  const spec = { ports: [{ name: 'http', port: 80, targetPort: 'web' }] };
  await port.create(kinds.service, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec } as Service);
  await port.create(kinds.endpointSlice, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: (server.address() as AddressInfo).port }],
    endpoints: endpoints.map(({ ready, address }) => ({ addresses: [address], conditions: { ready } })),
  } as EndpointSlice);
}

/** Asks through the proxy; rejects when the connection breaks. */
async function ask(path: string, body?: string): Promise<IncomingMessage> {
  const proxy = new URL(network.proxyUrl);
  const asked = request({
    host: proxy.hostname,
    port: proxy.port,
    path,
    method: body === undefined ? 'GET' : 'POST',
    headers: { host: new URL(path).host },
  });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

async function connectTo(target: string): Promise<{ status: number | undefined; socket: Socket }> {
  const proxy = new URL(network.proxyUrl);
  const asked = request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target });
  asked.end();
  const [answer, socket] = (await once(asked, 'connect')) as [IncomingMessage, Socket];
  return { status: answer.statusCode, socket };
}

describe('a healthy network', () => {
  it('finds a Service by its names and passes bodies both ways', async () => {
    for (const host of ['web.app.svc', 'web.app.svc.cluster.local']) {
      const answer = await ask(`http://${host}/upload`, 'a body');
      expect(await text(answer)).toBe(`${host} a body`);
    }
  });

  it('passes connections on', async () => {
    const { status, socket } = await connectTo('web.app.svc.cluster.local:80');
    expect(status).toBe(200);
    socket.write('GET /3 HTTP/1.1\r\nhost: web\r\nconnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/xxx$/);
  });

  it('says who cannot be reached', async () => {
    const refused = await Promise.all(['http://lonely.app.svc/', 'http://web.app.svc:81/'].map((url) => ask(url)));
    expect(refused.map(({ statusCode }) => statusCode)).toEqual([503, 503]);
    const unknown = await ask('http://nobody.app.svc/');
    expect([unknown.statusCode, await text(unknown)]).toEqual([502, 'no such host: nobody.app.svc\n']);
    expect((await connectTo('lonely.app.svc:80')).status).toBe(503);
  });

  it('notices a Service that comes later', async () => {
    await service('late', [{ ready: true, address: '127.0.0.1' }]);
    await untilFits(
      () => ask('http://late.app.svc/1').then(({ statusCode }) => statusCode),
      (status) => status === 200,
    );
  });
});

describe('a faulty network', () => {
  it('that is cut breaks what is open and takes nothing new, for the hosts that are meant', async () => {
    const open = await ask('http://web.app.svc/hang');
    const broken = once(open, 'error');
    network.fault({ cut: true, match: (host) => host.startsWith('web.') });
    await broken;
    await expect(ask('http://web.app.svc/1')).rejects.toThrow();
    expect((await ask('http://nobody.app.svc/')).statusCode).toBe(502);
    network.fault(undefined);
    expect((await ask('http://web.app.svc/1')).statusCode).toBe(200);
  });

  it('that is slow passes everything, in pieces, and speeds up when it is healed', async () => {
    network.fault({ bytesPerSecond: 10_000 });
    const answer = await ask('http://web.app.svc/5000000');
    let length = 0;
    for await (const piece of answer) {
      length += (piece as Buffer).length;
      // At that speed the rest would take minutes: it can only arrive because the change concerns what is open too.
      if (length >= 1000) network.fault(undefined);
    }
    expect(length).toBe(5_000_000);
  });
});
