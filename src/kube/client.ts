import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import {
  checkSelfContained,
  type ClusterFlags,
  type ConfigNames,
  contextNamespace,
  type Environment,
  readConfigNames,
  readKubeConfig,
  readKubeConfigText,
} from './config.ts';
import { KubeError } from './errors.ts';
import { impersonationHeaders } from './given-flags.ts';
import type { KubePort } from './port.ts';
import { portDefaults, RestPort, type PortOptions } from './rest-port.ts';
import type { Credentials, Endpoint } from './transport.ts';

/** A port and what its kubeconfig says besides. */
export interface Connection {
  readonly port: KubePort;
  /** Namespace of the chosen context. */
  readonly namespace: string;
}

/** Connects to the cluster that flags and environment choose. Throws AppError `usage` where they choose none; calls nothing yet. */
export async function connect(flags: ClusterFlags, environment: Environment, options: Partial<PortOptions> = {}): Promise<Connection> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = readKubeConfig(KubeConfig, flags, environment);
  const timeout = flags.requestTimeout ? { timeoutSeconds: flags.requestTimeout } : {};
  const port = openPort(config, { ...options, ...timeout, headers: impersonationHeaders(flags) });
  return { port, namespace: contextNamespace(config) };
}

/** What the kubeconfig of these flags offers to choose from; asks no cluster. */
export async function readNames(flags: ClusterFlags, environment: Environment): Promise<ConfigNames> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  return readConfigNames(KubeConfig, flags, environment);
}

/**
 * Connects by the text of a kubeconfig. Throws AppError `usage` where it cannot be read, and, unless it is `trusted` (the user's own
 * file), where it would run programs or read files of this machine: a text found in a cluster must not be able to.
 */
export async function connectText(kubeconfig: string, options: Partial<PortOptions> & { trusted?: boolean } = {}): Promise<KubePort> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const { trusted = false, ...rest } = options;
  const config = readKubeConfigText(KubeConfig, kubeconfig, options.cluster ?? portDefaults.cluster);
  if (!trusted) checkSelfContained(config, kubeconfig, options.cluster ?? portDefaults.cluster);
  return openPort(config, rest);
}

type Headers = Credentials['headers'];

function openPort(config: KubeConfig, { headers = {}, ...options }: Partial<PortOptions> & { headers?: Headers }): KubePort {
  const server = new URL(config.getCurrentCluster()?.server ?? '');
  const login = keptCredentials(config, server);
  const credentials = async (renew: boolean) => {
    const own = await login(renew);
    return { ...own, headers: { ...own.headers, ...headers } };
  };
  return new RestPort({ server, credentials }, { ...portDefaults, ...options });
}

/** How long credentials are used before the kubeconfig is asked again; tokens of files and plugins are renewed in time. */
const keepMilliseconds = 30_000;

/** Credentials of a kubeconfig: asked for at most every half minute, and again when the server refuses them. */
function keptCredentials(config: KubeConfig, server: URL): Endpoint['credentials'] {
  let kept: { readonly until: number; readonly value: Promise<Credentials> } | undefined;
  const agents: AgentCache = { key: '', agent: undefined };
  return (renew) => {
    if (renew || kept === undefined || performance.now() > kept.until) {
      const value = readCredentials(config, server, agents);
      kept = { until: performance.now() + keepMilliseconds, value };
      value.catch(() => (kept = undefined));
    }
    return kept.value;
  };
}

/** How long an unused connection is kept: balancers drop older ones silently, and a write on such a one fails without need. */
const idleMilliseconds = 5000;

interface AgentCache {
  key: string;
  agent: Agent | undefined;
}

async function readCredentials(config: KubeConfig, server: URL, agents: AgentCache): Promise<Credentials> {
  const applied: RequestOptions = { headers: {}, timeout: idleMilliseconds };
  try {
    await config.applyToHTTPSOptions(applied);
  } catch (cause) {
    // A parser's error quotes the plugin's output, which may be the token itself.
    const shown = cause instanceof Error && !(cause instanceof SyntaxError) ? cause : new Error('the credential plugin did not print JSON');
    const message = `no credentials for ${server.origin}: ${shown.message.trim().slice(0, 500)}`;
    throw new KubeError({ reason: 'unauthorized', message, attempt: 'log in', cause: shown });
  }
  const headers = { ...(applied.headers as Record<string, string>) };
  if (applied.auth) headers['Authorization'] = `Basic ${Buffer.from(applied.auth).toString('base64')}`;
  return { headers, agent: keptAgent(applied, agents) };
}

/** The same agent, and with it its open connections, as long as the certificates stay the same. */
function keptAgent({ ca, cert, key, agent }: RequestOptions, agents: AgentCache): Agent {
  const hash = createHash('sha256');
  for (const part of [ca, cert, key]) hash.update(JSON.stringify(part ?? null));
  const wanted = hash.digest('hex');
  if (agents.agent === undefined || agents.key !== wanted) {
    // client-node leaves it off: every call would pay for a new handshake.
    agents.agent = Object.assign(agent as Agent, { keepAlive: true });
    agents.key = wanted;
  }
  return agents.agent;
}
