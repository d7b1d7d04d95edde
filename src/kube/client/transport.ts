import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { type Clock, startTimer } from '../../base/time/clock.ts';
import { KubeError } from './errors.ts';
import { abortedCall, parseFailure, unreachable } from './failures.ts';

/** What a request carries besides the call itself. */
export interface ClientCredentials {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly agent: Agent;
}

/** One API server and how to be somebody there. */
export interface Endpoint {
  readonly server: URL;
  /** Those to use now; `refused` are the ones that the server has just not accepted. */
  credentials(refused?: ClientCredentials): Promise<ClientCredentials>;
  readonly clock: Clock;
  /** How the program calls itself. */
  readonly userAgent: string;
  /** Hears of every call, when the answer's headers are there. */
  readonly trace?: Trace;
}

/** One HTTP call as a trace tells of it: neither headers nor bodies, which hold secrets. */
interface TracedCall {
  readonly method: Call['method'];
  readonly url: string;
  /** The status, or what went wrong. */
  readonly answer: number | Error;
  readonly milliseconds: number;
}

export type Trace = (traced: TracedCall) => void;

/** One HTTP call. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  /** `application/json` unless given. */
  readonly contentType?: string;
  /** How messages call it, e.g. `read pods app/db-0 in this cluster`. */
  readonly attempt: string;
}

/** How long a call may take. */
export interface Limits {
  readonly signal?: AbortSignal;
  /** Until the answer's headers are there; forever if absent. */
  readonly headersMilliseconds?: number;
  /** Until the answer has been read to its end; forever if absent. */
  readonly totalMilliseconds?: number;
}

/** Sends a call and reads the whole answer as JSON. Throws KubeError for everything that is not success. */
export async function sendCall(endpoint: Endpoint, call: Call, limits: Limits): Promise<unknown> {
  const response = await openCall(endpoint, call, limits);
  const body = await readBody(endpoint, call, response);
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new KubeError({
      reason: 'serverError',
      message: `${endpoint.server.origin} did not answer with JSON`,
      attempt: call.attempt,
      cause,
    });
  }
}

/** Sends a call and hands out the answer's body as a stream, which the caller destroys. Throws KubeError when it is not success. */
export async function openCall(endpoint: Endpoint, call: Call, limits: Limits): Promise<IncomingMessage> {
  const response = await callLoggedIn(endpoint, call, limits);
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return response;
  const body = await readBody(endpoint, call, response);
  throw parseFailure({ status, retryAfter: response.headers['retry-after'], body, server: endpoint.server }, call.attempt);
}

/** Logs in again, once, when the server does not accept the credentials. */
async function callLoggedIn(endpoint: Endpoint, call: Call, limits: Limits): Promise<IncomingMessage> {
  const credentials = await endpoint.credentials();
  const first = await tracedCall(endpoint, call, { ...limits, credentials });
  if (first.statusCode !== 401) return first;
  first.resume();
  // 401 means that nothing was done, so a second try with new credentials is safe for writes too.
  return tracedCall(endpoint, call, { ...limits, credentials: await endpoint.credentials(credentials) });
}

async function readBody(endpoint: Endpoint, call: Call, response: IncomingMessage): Promise<string> {
  try {
    return await text(response);
  } catch (error) {
    throw error instanceof KubeError ? error : unreachable(endpoint.server, call.attempt, error);
  }
}

type Attempt = Limits & { readonly credentials: ClientCredentials };

async function tracedCall(endpoint: Endpoint, call: Call, attempt: Attempt): Promise<IncomingMessage> {
  const { trace, clock, server } = endpoint;
  if (trace === undefined) return attemptCall(endpoint, call, attempt);
  const begun = clock.elapsed();
  const tell = (answer: TracedCall['answer']) =>
    trace({ method: call.method, url: server.origin + pathOf(endpoint, call), answer, milliseconds: clock.elapsed() - begun });
  try {
    const response = await attemptCall(endpoint, call, attempt);
    tell(response.statusCode ?? 0);
    return response;
  } catch (error) {
    tell(error as Error);
    throw error;
  }
}

/** Not through URL: it would resolve dots inside of names. */
function pathOf({ server }: Endpoint, { path, query }: Call): string {
  const search = query !== undefined && query.size > 0 ? `?${query.toString()}` : '';
  return server.pathname.replace(/\/$/, '') + path + search;
}

async function attemptCall(endpoint: Endpoint, call: Call, attempt: Attempt): Promise<IncomingMessage> {
  const { credentials, ...limits } = attempt;
  if (limits.signal?.aborted) throw abortedCall(call.attempt);
  const { headers, agent } = credentials;
  const send = endpoint.server.protocol === 'https:' ? httpsRequest : httpRequest;
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const options = {
    protocol: endpoint.server.protocol,
    hostname: endpoint.server.hostname.replace(/^\[|\]$/g, ''),
    port: endpoint.server.port,
    path: pathOf(endpoint, call),
    method: call.method,
    agent,
    headers: { accept: 'application/json', 'user-agent': endpoint.userAgent, ...bodyHeaders(call, body), ...headers },
  };
  const request = startRequest(endpoint, call, () => send(options));
  // When one kept connection turns out dead, the others are too: a restarted server must not cost one failed call for each of them.
  request.on('error', () => dropIdle(agent));
  return awaitResponse(request, { ...limits, body, endpoint, call });
}

/** A certificate that is none is found out when a connection is opened, and thrown there. */
function startRequest(endpoint: Endpoint, call: Call, start: () => ClientRequest): ClientRequest {
  try {
    return start();
  } catch (error) {
    throw unreachable(endpoint.server, call.attempt, error);
  }
}

function dropIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) sockets?.forEach((socket) => socket.destroy());
}

function bodyHeaders(call: Call, body: string | undefined): Record<string, string | number> {
  if (body === undefined) return {};
  return { 'content-type': call.contentType ?? 'application/json', 'content-length': Buffer.byteLength(body) };
}

interface Sending extends Limits {
  readonly body: string | undefined;
  readonly endpoint: Endpoint;
  readonly call: Call;
}

function awaitResponse(request: ClientRequest, sending: Sending): Promise<IncomingMessage> {
  const { signal, endpoint, call } = sending;
  return new Promise((resolve, reject) => {
    let stream: { destroy(error: KubeError): unknown } = request;
    const end = (error: KubeError) => stream.destroy(error);
    const aborted = () => end(abortedCall(call.attempt));
    const endAfter = (milliseconds?: number) => {
      if (milliseconds === undefined) return () => undefined;
      const late = new Error(`no answer within ${milliseconds / 1000} s`);
      return startTimer(endpoint.clock, milliseconds, () => end(unreachable(endpoint.server, call.attempt, late)));
    };
    const headersCame = endAfter(sending.headersMilliseconds);
    const allCame = endAfter(sending.totalMilliseconds);
    signal?.addEventListener('abort', aborted, { once: true });
    request.on('error', (error) => reject(error instanceof KubeError ? error : unreachable(endpoint.server, call.attempt, error)));
    request.on('response', (response) => {
      headersCame();
      // From now on: destroying the request would end the body as a plain connection reset.
      stream = response;
      // An answer that is not read any more must not crash the process.
      response.on('error', () => undefined);
      resolve(response);
    });
    request.on('close', () => {
      headersCame();
      allCame();
      signal?.removeEventListener('abort', aborted);
    });
    request.end(sending.body);
  });
}
