/** The one question of a DNS query (RFC 1035, section 4). */
export interface Question {
  readonly name: string;
  /** 1 asks for IPv4 addresses. */
  readonly type: number;
  /** Id, flags and question as they came; an answer repeats them. */
  readonly header: Buffer;
  readonly section: Buffer;
}

const headerLength = 12;
const recursionDesired = 0x01;
const addressType = 1;
const internetClass = 1;
const seconds = 5;

/** Reads a query; undefined for what is none with one question. */
export function parseQuery(message: Buffer): Question | undefined {
  if (message.length < headerLength || isResponse(message) || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = headerLength;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    // Longer ones are pointers, which a question cannot need.
    if (length > 63 || at + length >= message.length) return undefined;
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (end > message.length) return undefined;
  const section = message.subarray(headerLength, end);
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), header: message.subarray(0, headerLength), section };
}

function isResponse(message: Buffer): boolean {
  return ((message[2] ?? 0) & 0x80) !== 0;
}

/** Answers with the addresses of a name; undefined means that there is no such name. */
export function renderAnswer({ header, section, type }: Question, addresses: readonly string[] | undefined): Buffer {
  const records = type === addressType ? (addresses ?? []) : [];
  const answer = Buffer.alloc(headerLength);
  header.copy(answer, 0, 0, 2);
  // Response, authoritative, recursion as wished; code 3 is "no such name".
  answer[2] = 0x84 | ((header[2] ?? 0) & recursionDesired);
  answer[3] = 0x80 | (addresses === undefined ? 3 : 0);
  answer.writeUInt16BE(1, 4);
  answer.writeUInt16BE(records.length, 6);
  return Buffer.concat([answer, section, ...records.map(renderRecord)]);
}

function renderRecord(address: string): Buffer {
  const record = Buffer.alloc(16);
  // Points to the question's name.
  record.writeUInt16BE(0xc000 | headerLength, 0);
  record.writeUInt16BE(addressType, 2);
  record.writeUInt16BE(internetClass, 4);
  record.writeUInt32BE(seconds, 6);
  record.writeUInt16BE(4, 10);
  Buffer.from(address.split('.').map(Number)).copy(record, 12);
  return record;
}
