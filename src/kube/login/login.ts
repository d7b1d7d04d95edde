import { readFile } from 'node:fs/promises';
import { validateHeaderValue } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '../../base/time/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { ClientConfig } from './choose-config.ts';
import type { Environment } from './environment.ts';
import { KubeError } from '../client/errors.ts';
import { type PluginCredential, runPlugin } from './exec-plugin.ts';
import { impersonationHeaders } from './impersonation.ts';
import type { UserEntry } from './kubeconfig-entries.ts';
import { findProxy } from './proxy.ts';

/** What the program's edge hands in. */
export interface LoginEdge {
  readonly environment: Environment;
  readonly clock: Clock;
}

/** Options of a request that say who calls: headers, and an agent with certificates and proxy. */
export type LoginOptions = Omit<RequestOptions, 'headers'> & { readonly headers: Record<string, string | string[]> };

/** How long an unused connection is kept: balancers drop older ones silently, and a write on such a one fails without need. */
const idleMilliseconds = 5000;

/** The agent takes the same limit for how long a proxy may take to connect. */
const proxyMilliseconds = 30_000;

/** One user at one cluster, who can log in again and again. */
export class Login {
  readonly #config: ClientConfig;
  readonly #client: KubeConfig;
  readonly #edge: LoginEdge;
  readonly #proxy: string | undefined;
  #plugin: PluginCredential | undefined;
  #lastToken: string | undefined;

  /** Throws AppError `usage` for a proxy that cannot be used. */
  constructor(config: ClientConfig, client: KubeConfig, edge: LoginEdge) {
    this.#config = config;
    this.#client = client;
    this.#edge = edge;
    this.#lastToken = config.user.token;
    this.#proxy = findProxy(new URL(config.cluster.server), config.cluster.proxyUrl, edge.environment);
  }

  /** `refused` says that the server did not accept the last ones. Throws KubeError `unauthorized` that repeats no secret. */
  async read(refused: boolean): Promise<LoginOptions> {
    try {
      return await this.#read(refused);
    } catch (cause) {
      const shown = cause instanceof Error ? cause : new Error(String(cause));
      const message = `no credentials for the API server ${this.#config.cluster.server}: ${shown.message.trim().slice(0, 500)}`;
      const next = cause instanceof AppError ? cause.next : [];
      throw new KubeError({ reason: 'unauthorized', message, next, cause: shown });
    }
  }

  async #read(refused: boolean): Promise<LoginOptions> {
    const { user } = this.#config;
    const plugin = asksPlugin(user) ? await this.#askPlugin(refused) : undefined;
    const token = user.tokenFile === undefined ? (user.token ?? plugin?.token) : await this.#readToken(user.tokenFile);
    const options: RequestOptions = { headers: {}, timeout: this.#proxy === undefined ? idleMilliseconds : proxyMilliseconds };
    if (plugin?.cert !== undefined) Object.assign(options, { cert: plugin.cert, key: plugin.key });
    this.#load(token);
    await this.#client.applyToHTTPSOptions(options);
    const headers: LoginOptions['headers'] = { ...(options.headers as Record<string, string>), ...impersonationHeaders(user.impersonate) };
    if (options.auth) headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    for (const [name, value] of Object.entries(headers)) [value].flat().forEach((text) => validateHeaderValue(name, text));
    return { ...options, headers };
  }

  /** Hands client-node what it knows to read: certificates, passwords, proxies and the older providers of credentials. */
  #load(token: string | undefined): void {
    const { cluster, user } = this.#config;
    // client-node refuses plain http without skipTLSVerify, where there is no TLS to verify.
    const plain = cluster.server.startsWith('http:') && { skipTLSVerify: true };
    const { exec: _e, tokenFile: _t, impersonate: _i, ...rest } = user;
    this.#client.loadFromOptions({
      clusters: [{ ...cluster, ...plain, proxyUrl: this.#proxy }],
      users: [{ ...rest, token, password: user.password ?? '' }],
      contexts: [{ name: 'chosen', cluster: cluster.name, user: user.name }],
      currentContext: 'chosen',
    });
  }

  /** Kept until it expires or is refused, as in client-go. */
  async #askPlugin(refused: boolean): Promise<PluginCredential | undefined> {
    const { cluster, user } = this.#config;
    const expired = this.#plugin?.expires !== undefined && this.#plugin.expires <= this.#edge.clock.now().getTime();
    if (user.exec !== undefined && (refused || expired || this.#plugin === undefined)) {
      this.#plugin = await runPlugin(user.exec, cluster, this.#edge.environment);
    }
    return this.#plugin;
  }

  /** The file counts more than a token in the kubeconfig; while it cannot be read, the last one that was known does. */
  async #readToken(file: string): Promise<string> {
    const read = await readFile(file, 'utf8').catch((cause: Error) => cause);
    if (typeof read === 'string' && read.trim() !== '') this.#lastToken = read.trim();
    if (this.#lastToken !== undefined) return this.#lastToken;
    throw typeof read === 'string' ? new Error(`the token file ${file} is empty`) : read;
  }
}

/** A plugin is asked only where the kubeconfig says nothing else, as in client-go. */
function asksPlugin({ exec, token, tokenFile, username, certData, certFile, keyData, keyFile }: UserEntry): boolean {
  const certified = (certData ?? certFile) !== undefined && (keyData ?? keyFile) !== undefined;
  return exec !== undefined && token === undefined && tokenFile === undefined && username === undefined && !certified;
}
