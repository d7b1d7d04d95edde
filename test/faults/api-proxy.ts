import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'yaml';

/** One request on its way to the API server. */
export interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

/** What happens to a call: `lost` never arrives, `unanswered` arrives and is carried out, but the answer is cut off. */
export type Verdict = 'passed' | 'lost' | 'unanswered' | { readonly status: number; readonly message: string };

/** Decides about every call; a pending promise holds the call back. */
export type Rule = (call: Call) => Verdict | Promise<Verdict>;

export interface ApiProxy {
  /** Like the kubeconfig it was made from, but through the proxy. */
  readonly kubeconfigFile: string;
  /** Replaces the rule; without one everything passes. */
  setRule(rule: Rule | undefined): void;
  /** Waits for the calls that are to be carried out without an answer, then ends all connections. */
  close(): Promise<void>;
}

/** What a proxy needs of a kubeconfig. */
interface Kubeconfig {
  readonly clusters: { cluster: { server: string; 'certificate-authority-data'?: string } }[];
  readonly users: { user: { 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

/**
 * Stands in front of the API server of a kubeconfig's first cluster and lets a test fail, delay or cut calls. A user who comes through it
 * speaks plain HTTP; certificates must be in the kubeconfig itself.
 */
export async function startApiProxy(kubeconfig: string, kubeconfigFile: string): Promise<ApiProxy> {
  const config = parse(kubeconfig) as Kubeconfig;
  const [first] = config.clusters;
  if (first === undefined) throw new Error('the kubeconfig names no cluster');
  const target = openTarget(config);
  let rule: Rule = () => 'passed';
  const server = http.createServer((request, response) => void relay(target, { request, response }, (call) => rule(call)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  delete first.cluster['certificate-authority-data'];
  first.cluster.server = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(kubeconfigFile, stringify(config), { mode: 0o600 });
  return {
    kubeconfigFile,
    setRule: (next) => (rule = next ?? (() => 'passed')),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all(target.unanswered);
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

interface Target {
  readonly url: URL;
  /** The calls so far that are carried out without an answer. */
  readonly unanswered: Promise<void>[];
  request(options: http.RequestOptions): http.ClientRequest;
}

function openTarget({ clusters, users }: Kubeconfig): Target {
  const { server = '', 'certificate-authority-data': ca } = clusters[0]?.cluster ?? {};
  const { 'client-certificate-data': cert, 'client-key-data': key } = users[0]?.user ?? {};
  const url = new URL(server);
  if (url.protocol === 'http:') return { url, unanswered: [], request: (options) => http.request(options) };
  const decode = (data: string | undefined) => data && Buffer.from(data, 'base64');
  const agent = new https.Agent({ ca: decode(ca), cert: decode(cert), key: decode(key), keepAlive: true });
  return { url, unanswered: [], request: (options) => https.request({ ...options, agent }) };
}

async function relay(target: Target, { request, response }: Exchange, rule: Rule): Promise<void> {
  const body = await readBody(request);
  const fate = await rule({ method: request.method ?? 'GET', path: request.url ?? '/', body: body.toString() });
  if (fate === 'lost') return void request.socket.destroy();
  if (typeof fate === 'object') return answer(response, fate);
  const { method, url, headers } = request;
  const onward = target.request({ host: target.url.hostname, port: target.url.port, method, path: url, headers });
  onward.on('error', () => request.socket.destroy());
  if (fate === 'unanswered') return void target.unanswered.push(carryOut(onward, request, body));
  onward.on('response', (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, incoming.headers);
    incoming.pipe(response);
  });
  response.on('close', () => onward.destroy());
  onward.end(body);
}

/** Sends the call to its end, also when the one who made it is killed meanwhile: only then is it true that it arrived. */
function carryOut(onward: http.ClientRequest, request: http.IncomingMessage, body: Buffer): Promise<void> {
  return new Promise((resolve) => {
    onward.on('close', resolve);
    onward.on('response', (incoming) => incoming.resume().on('end', () => request.socket.destroy()));
    onward.end(body);
  });
}

async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answer(response: http.ServerResponse, { status, message }: { status: number; message: string }): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message }));
}
