import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { type ApiObject, isFields } from './object.ts';
import { parseProtobuf } from './protobuf.ts';
import { ApiError, badRequest } from './status.ts';

const sizeLimit = 3 * 1024 * 1024;

/** The whole body. Throws 413 above 3 MiB, the limit of the real server. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > sizeLimit) throw new ApiError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The media type without its parameters; JSON when the request does not say. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
}

/** Parses JSON, or YAML or protobuf where the media type says so. Throws 400 and 415. */
export function parseBody(body: Buffer, type: string): unknown {
  if (type === 'application/vnd.kubernetes.protobuf') return parseProtobuf(body);
  if (type.includes('cbor')) {
    const words = 'accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf';
    throw new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - ${words}`);
  }
  const text = body.toString('utf8');
  try {
    return type.includes('yaml') ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The object in a body of a create or update. Throws 400. */
export function parseObject(body: Buffer, type: string): ApiObject {
  const object = parseBody(body, type);
  if (!isFields(object)) throw badRequest('the body is not an object');
  return object as ApiObject;
}
