import { KubeConfig } from '@kubernetes/client-node';
import type { KubePort } from '../client/port.ts';
import { portDefaults, type PortOptions, RestPort } from '../client/rest-port.ts';
import type { Trace } from '../client/transport.ts';
import type { ClientConfig } from './choose-config.ts';
import type { ConfigOverrides, Spelling } from './config-overrides.ts';
import { checkSelfContained, checkUsable, readClientConfig, readClientConfigText } from './config.ts';
import { keptCredentials } from './kept-credentials.ts';
import { Login, type LoginEdge } from './login.ts';

/** A port and what its kubeconfig says besides. */
export interface Connection {
  readonly port: KubePort;
  /** Namespace of the chosen context. */
  readonly namespace: string;
}

/** What a connection needs of its program, and how it may differ from the usual. */
export interface ConnectOptions extends LoginEdge, Partial<PortOptions> {
  /** How the program calls itself to servers; audit logs show it. */
  readonly userAgent: string;
  readonly trace?: Trace | undefined;
}

/** Connects to the cluster that overrides and environment choose. Throws AppError `usage` where they choose none; calls nothing yet. */
export async function connect(overrides: ConfigOverrides, options: ConnectOptions & { readonly spell?: Spelling }): Promise<Connection> {
  const config = readClientConfig(overrides, options);
  const timeout = overrides.requestTimeout ? { timeoutSeconds: overrides.requestTimeout } : {};
  return { port: await openPort(config, { ...options, ...timeout }), namespace: config.namespace };
}

/** A kubeconfig that is at hand as text. */
export interface TextOptions extends ConnectOptions {
  /** The user's own file; a text found in a cluster must not run programs or read files of this machine. */
  readonly trusted?: boolean;
  /** Where the text was, for relative paths in it. */
  readonly file?: string | undefined;
}

/** Connects by the text of a kubeconfig. Throws AppError `usage` where it cannot be used. */
export async function connectText(kubeconfig: string, options: TextOptions): Promise<KubePort> {
  const { trusted = false, file, cluster = portDefaults.cluster } = options;
  const config = readClientConfigText(kubeconfig, cluster, file);
  if (!trusted) checkSelfContained(config, cluster);
  return openPort(config, options);
}

async function openPort(config: ClientConfig, { environment, clock, userAgent, trace, ...options }: ConnectOptions): Promise<KubePort> {
  checkUsable(config);
  const login = new Login(config, new KubeConfig(), { environment, clock });
  const endpoint = {
    server: new URL(config.cluster.server),
    credentials: keptCredentials(login, clock),
    clock,
    userAgent,
    ...(trace && { trace }),
  };
  return new RestPort(endpoint, { ...portDefaults, ...options });
}
