import { pipeline } from 'node:stream/promises';
import type { Call } from './call.ts';
import type { Exchange, HttpParts } from './http-parts.ts';

/** Passes a container's log through, until its end, the client's or the server's. */
export async function sendLog({ response, url }: Exchange, call: Call, { logs }: HttpParts): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const answer = await logs.open(call, url.searchParams, gone.signal);
  response.writeHead(200, { 'content-type': 'text/plain' });
  if (answer === undefined) {
    response.end();
    return;
  }
  response.flushHeaders();
  await pipeline(answer, response);
}
