import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A folder with `ca.crt`, and for `server` and `client` a certificate of that authority with its key, all PEM. */
export interface Certificates {
  readonly folder: string;
  /** Base64 of a file, as kubeconfigs hold it. */
  readonly data: (file: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

const openssl = (argv: readonly string[]) => promisify(execFile)('openssl', argv);

/** Makes an authority, a server's certificate for api.example and 127.0.0.1, and a client's for `ann`. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const file = (name: string) => join(folder, name);
  await writeFile(file('server.ext'), 'subjectAltName=DNS:api.example,IP:127.0.0.1\n');
  await writeFile(file('client.ext'), 'extendedKeyUsage=clientAuth\n');
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(['req', '-x509', ...fresh, '-keyout', file('ca.key'), '-out', file('ca.crt'), '-days', '2', '-subj', '/CN=authority']);
  for (const [name, subject] of [['server', '/CN=server'] as const, ['client', '/CN=ann'] as const]) {
    await openssl(['req', ...fresh, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', subject]);
    const signed = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial', '-extfile', file(`${name}.ext`)];
    await openssl(['x509', '-req', '-in', file(`${name}.csr`), '-out', file(`${name}.crt`), '-days', '2', ...signed]);
  }
  return {
    folder,
    data: async (name) => (await readFile(file(name))).toString('base64'),
    remove: () => rm(folder, { recursive: true }),
  };
}
