import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { splitToken } from './authentication.ts';
import type { User } from './call.ts';
import { passExec, refuseUpgrade, type Upgrade } from './exec.ts';
import { answerStored } from './http-stored.ts';
import { answerDiscovery } from './discovery.ts';
import type { HttpParts } from './http-parts.ts';
import { sendError } from './http-answer.ts';
import { answerReview } from './reviews.ts';
import { parsePath } from './router.ts';
import { noSuchPath } from './status.ts';

/** The socket of an API server: one port for its whole life, which may be closed and opened again. */
export class HttpEndpoint {
  readonly #parts: HttpParts;
  #server: Server | undefined;
  #port = 0;
  #running = new AbortController();
  #watches = new AbortController();

  constructor(parts: Omit<HttpParts, 'watches'>) {
    this.#running.abort();
    this.#parts = { ...parts, watches: () => this.watches };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Aborted while nothing is answered. */
  get running(): AbortSignal {
    return this.#running.signal;
  }

  /** Aborted when the watches of now must end. */
  get watches(): AbortSignal {
    return this.#watches.signal;
  }

  async start(port = this.#port): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => void this.#upgrade({ request, connection, head }));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#running = new AbortController();
    this.#watches = sharedController();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#running.abort();
    this.#watches.abort();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  endWatches(): void {
    this.#watches.abort();
    this.#watches = sharedController();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('date', this.#parts.clock.now().toUTCString());
    try {
      const { url, user } = this.#identify(request);
      const exchange = { request, response, url, user };
      if (answerDiscovery(exchange, this.#parts) || (await answerReview(exchange, this.#parts))) return;
      const target = parsePath(url.pathname, this.#parts.kinds);
      if (target === undefined) throw noSuchPath();
      await answerStored(exchange, target, this.#parts);
    } catch (error) {
      sendError(response, error);
    }
  }

  /** `exec` is the only thing that is served so. */
  async #upgrade(upgrade: Upgrade): Promise<void> {
    const { request, connection } = upgrade;
    // Closing the server does not end what it has let go.
    this.running.addEventListener('abort', () => connection.destroy(), { once: true });
    connection.on('error', () => connection.destroy());
    try {
      const { url, user } = this.#identify(request);
      const target = parsePath(url.pathname, this.#parts.kinds);
      if (target?.subresource !== 'exec') throw noSuchPath();
      const verb = request.method === 'POST' ? 'create' : 'get';
      await passExec(upgrade, { user, verb, ...target, dryRun: false }, this.#parts);
    } catch (error) {
      refuseUpgrade(connection, error);
    }
  }

  #identify(request: IncomingMessage): { readonly url: URL; readonly user: User } {
    const { token, rest } = splitToken(request.url ?? '/');
    return { url: new URL(rest, this.url), user: this.#parts.tokens.authenticate(request.headers, token, this.#parts.authorizer) };
  }
}

/** Every open watch listens to its signal. */
function sharedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
