import { type Fields, isFields } from './object.ts';
import { type Field, messages } from './protobuf-schema.ts';
import { ApiError } from './status.ts';

const magic = Buffer.from([0x6b, 0x38, 0x73, 0]);
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/**
 * The JSON of an object that a Go client sent as protobuf: Kubernetes' envelope, then a message of the schema. A field that
 * is not in the schema and says something is refused with 415: dropping it would change what the client asked for.
 */
export function parseProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, 4).equals(magic)) throw unsupported('it has no Kubernetes envelope');
  const envelope = new Map([...readFields(body.subarray(4))].map(([number, value]) => [number, value]));
  const types = new Map([...readFields(bytesOf(envelope.get(1)))].map(([number, value]) => [number, bytesOf(value).toString()]));
  const kind = types.get(2) ?? '';
  if (!messages.has(kind)) throw unsupported(`${kind} is not known in it`);
  return { apiVersion: types.get(1), kind, ...parseMessage(kind, bytesOf(envelope.get(2))) };
}

type Raw = bigint | Buffer;

function parseMessage(name: string, body: Buffer): Fields {
  const schema = messages.get(name);
  const result: Fields = {};
  for (const [number, raw] of readFields(body)) {
    const field = schema?.get(number);
    if (field === undefined) {
      if (!isEmpty(raw)) throw unsupported(`field ${number} of ${name} is not known`);
      continue;
    }
    setField(result, field, raw);
  }
  return result;
}

/** Go writes every field that is no pointer: an empty text means an absent one. */
function isEmpty(raw: Raw): boolean {
  if (typeof raw === 'bigint') return raw === 0n;
  if (raw.length === 0) return true;
  try {
    return [...readFields(raw)].every(([, inner]) => isEmpty(inner));
  } catch {
    return false;
  }
}

function setField(result: Fields, { name, type, shape }: Field, raw: Raw): void {
  if (shape === 'list') {
    result[name] = [...((result[name] as unknown[] | undefined) ?? []), parseValue(type, raw)];
  } else if (shape === 'map') {
    const entry = new Map(readFields(bytesOf(raw)));
    const map = isFields(result[name]) ? result[name] : {};
    result[name] = { ...map, [bytesOf(entry.get(1)).toString()]: parseValue(type, entry.get(2) ?? Buffer.alloc(0)) };
  } else if (type !== 'string' || bytesOf(raw).length > 0) {
    result[name] = parseValue(type, raw);
  }
}

function parseValue(type: string, raw: Raw): unknown {
  switch (type) {
    case 'string':
      return bytesOf(raw).toString();
    case 'bytes':
      return bytesOf(raw).toString('base64');
    case 'bool':
      return raw === 1n;
    case 'int':
      return typeof raw === 'bigint' ? Number(BigInt.asIntN(64, raw)) : 0;
    case 'Quantity':
      return parseMessage(type, bytesOf(raw))['string'] ?? '0';
    default:
      return parseMessage(type, bytesOf(raw));
  }
}

function bytesOf(raw: Raw | undefined): Buffer {
  return Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
}

/** The fields of a message as they come, by number. */
function* readFields(body: Buffer): Generator<[number, Raw]> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = body[at++];
      if (byte === undefined || shift > 63n) throw unsupported('it is cut short');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > body.length) throw unsupported('it is cut short');
    return body.subarray(at, (at += length));
  };
  while (at < body.length) {
    const tag = Number(varint());
    const type = tag & 7;
    if (type === wire.varint) yield [tag >> 3, varint()];
    else if (type === wire.bytes) yield [tag >> 3, take(Number(varint()))];
    else if (type === wire.fixed64) yield [tag >> 3, take(8)];
    else if (type === wire.fixed32) yield [tag >> 3, take(4)];
    else throw unsupported(`wire type ${type} is not known`);
  }
}

function unsupported(why: string): ApiError {
  const words = 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml';
  return new ApiError(415, 'UnsupportedMediaType', `${words}; of application/vnd.kubernetes.protobuf only some objects are read: ${why}`);
}
