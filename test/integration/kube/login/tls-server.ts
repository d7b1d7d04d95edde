import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.ts';

/** What one request told the server about who sends it; header values as UTF-8. */
export interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  /** `name: value` of each Impersonate header, names in lower case, sorted. */
  readonly impersonate: readonly string[];
  /** Common name of the client's certificate. */
  readonly certificate: string | undefined;
  /** The server's name that the client asked for in its TLS hello; false for an address. */
  readonly serverName: string | false;
}

export interface TlsServer {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  /** Answers with 401 from now on where this is true. */
  refuseWhere(refuses: (seen: Seen) => boolean): void;
  close(): Promise<void>;
}

/** A TLS server on 127.0.0.1 that records who calls, and answers `{}`, to watches nothing; a client's certificate is asked for and not needed. */
export async function startTlsServer({ folder }: Certificates): Promise<TlsServer> {
  const [key, cert, ca] = await Promise.all(['server.key', 'server.crt', 'ca.crt'].map((name) => readFile(join(folder, name))));
  const seen: Seen[] = [];
  let refused = (_seen: Seen) => false;
  const server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const now = lookAt(request);
    seen.push(now);
    response.statusCode = refused(now) ? 401 : 200;
    response.setHeader('content-type', 'application/json').end(now.path.includes('watch=1') ? '' : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    seen,
    refuseWhere: (refuses) => (refused = refuses),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function lookAt(request: IncomingMessage): Seen {
  const socket = request.socket as TLSSocket & { servername?: string | false };
  const pairs = request.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 ? [[name.toLowerCase(), all[index + 1] ?? '']] : []));
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization,
    impersonate: pairs
      .filter(([name = '']) => name.startsWith('impersonate-'))
      .map(([name, value = '']) => `${name}: ${Buffer.from(value, 'latin1').toString('utf8')}`)
      .toSorted(),
    certificate: [socket.getPeerCertificate()?.subject?.CN].flat()[0],
    serverName: socket.servername ?? false,
  };
}
