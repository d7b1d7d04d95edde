import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { type ConnectOptions, connectText } from '../../../../src/kube/login/connect.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import type { PortOptions } from '../../../../src/kube/client/rest-port.ts';
import { surroundings } from '../../../support/surroundings.ts';

/** What a test expects next from the client, and what it gets for it. */
export interface Exchange {
  /** `METHOD /path?query`, decoded. */
  readonly request: string;
  /** What the request's headers must contain, among others. */
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly status?: number;
  readonly answerHeaders?: Record<string, string>;
  /** An object is sent as JSON; a function writes the answer itself. */
  readonly answer?: object | string | ((response: ServerResponse) => unknown);
}

export interface ScriptedServer {
  readonly url: string;
  readonly connections: () => number;
  readonly port: (options?: Partial<PortOptions> & Pick<ConnectOptions, 'trace'>) => Promise<KubePort>;
}

/** A real HTTP server that answers exactly these requests in this order; anything else, or less, fails the test. */
export async function startScripted(...script: readonly Exchange[]): Promise<ScriptedServer> {
  const left = [...script];
  const wrong: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    void answer(request, response, left, wrong);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(wrong).toEqual([]);
    expect(left.map(({ request }) => request)).toEqual([]);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, connections: () => connections, port: (options) => connectText(kubeconfigFor(url), { ...surroundings, ...options }) };
}

export const testToken = 'token-that-nobody-may-see';

export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server } }],
    users: [{ name: 'test', user: { token: testToken } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, left: Exchange[], wrong: string[]): Promise<void> {
  const body = await text(request);
  const expected = left.shift();
  try {
    compare(request, body, expected);
  } catch (error) {
    wrong.push(String(error));
    response.writeHead(418).end();
    return;
  }
  if (expected !== undefined) send(response, expected);
}

function compare(request: IncomingMessage, body: string, expected: Exchange | undefined): void {
  expect(`${request.method} ${decodeURIComponent(request.url ?? '')}`).toBe(expected?.request);
  expect(request.headers).toMatchObject({ authorization: `Bearer ${testToken}`, ...expected?.headers });
  if (expected?.body !== undefined) expect(JSON.parse(body)).toEqual(expected.body);
}

function send(response: ServerResponse, { status = 200, answerHeaders = {}, answer: content = {} }: Exchange): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(answerHeaders)) response.setHeader(name, value);
  if (typeof content === 'function') content(response);
  else response.end(typeof content === 'string' ? content : JSON.stringify(content));
}

/** Reads a stream to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
