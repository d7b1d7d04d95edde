import { type IncomingMessage, request, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Call } from './call.ts';
import type { HttpParts } from './http-parts.ts';
import { ApiError, badRequest } from './status.ts';

/** A connection that a client wants to use for something else than HTTP. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly connection: Duplex;
  readonly head: Buffer;
}

/** Connects the client of `kubectl exec` with the kubelet of the pod's node. Throws {@link ApiError}, before anything is connected. */
export async function passExec({ request: asked, connection, head }: Upgrade, call: Call, { logs }: HttpParts): Promise<void> {
  const query = new URL(asked.url ?? '/', 'http://server').searchParams;
  const address = logs.findKubelet(call, query, 'exec');
  const { headers } = asked;
  const [answer, kubelet, first] = await open(address, { ...headers, host: new URL(address).host, authorization: undefined });
  const lines = [`HTTP/1.1 101 ${STATUS_CODES[101]}`];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  connection.write(`${lines.join('\r\n')}\r\n\r\n`);
  connection.write(first);
  kubelet.write(head);
  connection.pipe(kubelet).pipe(connection);
  for (const [one, other] of [
    [connection, kubelet],
    [kubelet, connection],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

async function open(url: string, headers: Headers): Promise<[IncomingMessage, Duplex, Buffer]> {
  return await new Promise((resolve, reject) => {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const asking = request(url, { headers: given as Record<string, string>, agent: false });
    asking.on('upgrade', (...opened) => resolve(opened));
    asking.on('error', (error) => reject(new ApiError(500, 'InternalError', `error dialing backend: ${error.message}`)));
    asking.on('response', (refused) => {
      let text = '';
      refused.setEncoding('utf8').on('data', (part: string) => (text += part));
      refused.on('end', () => reject(badRequest(text)));
    });
    asking.end();
  });
}

/** Answers on a connection that stays HTTP. */
export function refuseUpgrade(connection: Duplex, error: unknown): void {
  const failure = error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
  const body = JSON.stringify(failure.body());
  const head = `HTTP/1.1 ${failure.code} ${STATUS_CODES[failure.code] ?? 'Refused'}\r\ncontent-type: application/json\r\nconnection: close`;
  connection.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
