/**
 * Gives a new repository a key that takes no processor time to derive. `restic init` chooses one of half a second, which every later restic
 * pays again: two fifths of what a move in the sandbox costs. Password and master key stay, scrypt's N becomes the least there is. Runs in the
 * container of `restic init`, with its environment; formats as in restic's design document, "Keys, Encryption and MAC".
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import { json } from 'node:stream/consumers';

const { RESTIC_REPOSITORY, RESTIC_PASSWORD, RESTIC_REST_USERNAME, RESTIC_REST_PASSWORD, RESTIC_CACERT, http_proxy } = process.env;
const repository = RESTIC_REPOSITORY.replace(/^rest:/, '');

/** A connection through the proxy, if there is one. */
async function connect({ host, hostname, port }) {
  if (http_proxy === undefined) return { hostname, port };
  const proxy = new URL(http_proxy);
  const [response, socket] = await once(
    request({ method: 'CONNECT', hostname: proxy.hostname, port: proxy.port, path: host }).end(),
    'connect',
  );
  if (response.statusCode !== 200) throw new Error(`CONNECT ${host}: HTTP ${response.statusCode}`);
  return { socket };
}

async function call(method, path, body) {
  const url = new URL(path, repository);
  const auth = RESTIC_REST_USERNAME === undefined ? {} : { auth: `${RESTIC_REST_USERNAME}:${RESTIC_REST_PASSWORD}` };
  const way = { method, path: url.pathname + url.search, headers: { host: url.host, connection: 'close' }, ...auth };
  const { socket, ...address } = await connect(url);
  const encrypted = { servername: url.hostname, ca: RESTIC_CACERT && readFileSync(RESTIC_CACERT), ...(socket && { socket, agent: false }) };
  const sent =
    url.protocol === 'https:'
      ? requestEncrypted({ ...way, ...address, ...encrypted })
      : // With an agent of its own the request would not ask for that connection.
        request({ ...way, ...address, ...(socket && { createConnection: () => socket }) });
  const [response] = await once(sent.end(body), 'response');
  if (response.statusCode !== 200) throw new Error(`${method} ${path}: HTTP ${response.statusCode}`);
  return method === 'GET' ? await json(response) : response.resume();
}

function deriveKey({ N, r, p, salt }) {
  const options = { N, r, p, maxmem: 256 * N * r + 2 ** 20 };
  const derived = scryptSync(RESTIC_PASSWORD, Buffer.from(salt, 'base64'), 64, options);
  return { encrypt: derived.subarray(0, 32), k: derived.subarray(32, 48), r: derived.subarray(48) };
}

function open(data, key) {
  return createDecipheriv('aes-256-ctr', key.encrypt, data.subarray(0, 16)).update(data.subarray(16, -16));
}

function seal(plain, key) {
  const nonce = randomBytes(16);
  const encrypted = createCipheriv('aes-256-ctr', key.encrypt, nonce).update(plain);
  const s = createCipheriv('aes-128-ecb', key.k, null).update(nonce);
  return Buffer.concat([nonce, encrypted, poly1305(encrypted, key.r, s)]);
}

function poly1305(message, r, s) {
  const factor = littleEndian(r) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = littleEndian(Buffer.concat([message.subarray(at, at + 16), Buffer.of(1)]));
    sum = ((sum + block) * factor) % (2n ** 130n - 5n);
  }
  const digest = BigInt.asUintN(128, sum + littleEndian(s));
  return Buffer.from(digest.toString(16).padStart(32, '0'), 'hex').reverse();
}

function littleEndian(bytes) {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

const [name, ...others] = await call('GET', 'keys/');
if (others.length > 0) throw new Error('somebody else has added a key');
const file = await call('GET', `keys/${name}`);
const master = open(Buffer.from(file.data, 'base64'), deriveKey(file));
const cheap = { ...file, N: 2 };
const text = JSON.stringify({ ...cheap, data: seal(master, deriveKey(cheap)).toString('base64') });
await call('POST', `keys/${createHash('sha256').update(text).digest('hex')}`, text);
await call('DELETE', `keys/${name}`);
