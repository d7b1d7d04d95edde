import { escapeText } from '../base/escape.ts';
import type { Trace } from '../kube/client/transport.ts';
import type { TextStream } from '../output/streams.ts';

/** Writes a line for every call to an API server: method, URL, status and time. What a query or an error quotes is foreign text. */
export function traceCalls(stream: TextStream): Trace {
  return ({ method, url, answer, milliseconds }) => {
    const status = typeof answer === 'number' ? String(answer) : `failed: ${answer.message}`;
    stream.write(`${escapeText(`${method} ${url} ${status} ${Math.round(milliseconds)} ms`)}\n`);
  };
}
