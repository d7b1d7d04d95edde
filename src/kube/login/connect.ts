import type { Agent } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../base/system-clock.ts';
import { checkSelfContained, checkUsable, type ClientConfig, type ClusterFlags, readClientConfig, readClientConfigText } from './config.ts';
import { Login, type LoginEdge, type LoginOptions } from './login.ts';
import type { KubePort } from '../client/port.ts';
import { portDefaults, RestPort, type PortOptions } from '../client/rest-port.ts';
import type { ClientCredentials, Endpoint } from '../client/transport.ts';

/** A port and what its kubeconfig says besides. */
export interface Connection {
  readonly port: KubePort;
  /** Namespace of the chosen context. */
  readonly namespace: string;
}

/** Where nothing is handed in: an empty environment, and the machine's own time. */
type Options = Partial<PortOptions & LoginEdge>;

/** Connects to the cluster that flags and environment choose. Throws AppError `usage` where they choose none; calls nothing yet. */
export async function connect(flags: ClusterFlags, options: Options): Promise<Connection> {
  const config = readClientConfig(flags, options.environment ?? {});
  const timeout = flags.requestTimeout ? { timeoutSeconds: flags.requestTimeout } : {};
  return { port: await openPort(config, { ...options, ...timeout }), namespace: config.namespace };
}

/** A kubeconfig that is at hand as text. */
export interface TextOptions extends Options {
  /** The user's own file; a text found in a cluster must not run programs or read files of this machine. */
  readonly trusted?: boolean;
  /** Where the text was, for relative paths in it. */
  readonly file?: string | undefined;
}

/** Connects by the text of a kubeconfig. Throws AppError `usage` where it cannot be used. */
export async function connectText(kubeconfig: string, { trusted = false, file, ...options }: TextOptions = {}): Promise<KubePort> {
  const whose = options.cluster ?? portDefaults.cluster;
  const config = readClientConfigText(kubeconfig, whose, file);
  if (!trusted) checkSelfContained(config, whose);
  return openPort(config, options);
}

async function openPort(config: ClientConfig, { environment = {}, clock = systemClock, ...options }: Options): Promise<KubePort> {
  checkUsable(config);
  const { KubeConfig } = await import('@kubernetes/client-node');
  const login = new Login(config, new KubeConfig(), { environment, clock });
  const credentials = keptCredentials(login, clock);
  return new RestPort({ server: new URL(config.cluster.server), credentials }, { ...portDefaults, ...options });
}

/** How long credentials are used before the kubeconfig is asked again; tokens of files and plugins are renewed in time. */
const keepMilliseconds = 30_000;

interface Kept {
  readonly value: Promise<ClientCredentials>;
  /** Once they are there; a login may take minutes. */
  settled?: { readonly credentials: ClientCredentials; readonly until: number };
}

/** Credentials of a login: asked for at most every half minute, and again when the server refuses them. */
function keptCredentials(login: Login, clock: LoginEdge['clock']): Endpoint['credentials'] {
  const read = sameWhileEqual();
  let kept: Kept | undefined;
  return (refused) => {
    // Many calls may be refused at once: only the first of them logs in again.
    const renew = refused !== undefined && kept?.settled?.credentials === refused;
    if (kept === undefined || renew || clock.elapsed() > (kept.settled?.until ?? Infinity)) {
      const fresh: Kept = { value: login.read(renew).then(read) };
      kept = fresh;
      fresh.value.then(
        (credentials) => (fresh.settled = { credentials, until: clock.elapsed() + keepMilliseconds }),
        () => (kept = kept === fresh ? undefined : kept),
      );
    }
    return kept.value;
  };
}

/** The same credentials, and with the agent its open connections, as long as nothing in them changes. */
function sameWhileEqual(): (options: LoginOptions) => ClientCredentials {
  let last: { readonly options: LoginOptions; readonly credentials: ClientCredentials } | undefined;
  return (options) => {
    const same = (...keys: (keyof LoginOptions)[]) => keys.every((key) => isDeepStrictEqual(options[key], last?.options[key]));
    if (last !== undefined && same('headers', 'ca', 'cert', 'key')) return last.credentials;
    // client-node leaves keepAlive off: every call would pay for a new handshake.
    const agent =
      (last !== undefined && same('ca', 'cert', 'key') && last.credentials.agent) ||
      Object.assign(options.agent as Agent, { keepAlive: true });
    last = { options, credentials: { headers: options.headers, agent } };
    return last.credentials;
  };
}
