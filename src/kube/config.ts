import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Cluster, Context, KubeConfig, User } from '@kubernetes/client-node';
import { AppError } from '../base/errors.ts';
import { applyLoginFlags, applyServerFlags, type ImpersonationFlags, type LoginFlags, type ServerFlags } from './given-flags.ts';

/** The class of client-node, handed in so that only client.ts loads that library. */
export type KubeConfigClass = new () => KubeConfig;

/** kubectl's flags that choose a cluster and a user. */
export interface ClusterFlags extends ServerFlags, LoginFlags, ImpersonationFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  /** Longest time for one call, in seconds; 0 for our own choice. */
  readonly requestTimeout?: number | undefined;
}

/** What a kubeconfig offers to choose from. */
export interface ConfigNames {
  readonly contexts: readonly string[];
  readonly clusters: readonly string[];
  readonly users: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Reads the configuration that kubectl would use: the flag, else KUBECONFIG, else ~/.kube/config, else the pod's own account.
 * Throws AppError `usage` when there is none or a flag names what does not exist.
 */
export function readKubeConfig(Class: KubeConfigClass, flags: ClusterFlags, environment: Environment): KubeConfig {
  const files = configFiles(flags, environment);
  const config = new Class();
  for (const file of files) merge(config, loadFile(Class, file));
  if (files.length > 0) return prepare(config, flags);
  if (existsSync(tokenFile) && environment['KUBERNETES_SERVICE_HOST']) {
    config.loadFromCluster();
    return prepare(config, flags);
  }
  if (flags.server === undefined) {
    throw new AppError('usage', 'no kubeconfig found', { next: ['name one with --kubeconfig FILE, or set KUBECONFIG'] });
  }
  return prepare(config, flags);
}

/** What the files that count name, whether or not they choose any of it. Throws AppError `usage` for files that cannot be read. */
export function readConfigNames(Class: KubeConfigClass, flags: ClusterFlags, environment: Environment): ConfigNames {
  const config = new Class();
  for (const file of configFiles(flags, environment)) merge(config, loadFile(Class, file));
  const names = (of: readonly { name: string }[]) => of.map(({ name }) => name);
  return { contexts: names(config.contexts), clusters: names(config.clusters), users: names(config.users) };
}

/** Reads a kubeconfig that is at hand as text; `whose` names it in errors. Throws AppError `usage`. */
export function readKubeConfigText(Class: KubeConfigClass, text: string, whose: string): KubeConfig {
  const config = new Class();
  try {
    config.loadFromString(text);
  } catch {
    // The cause would quote the text, and with it perhaps a token.
    throw new AppError('usage', `the kubeconfig of ${whose} cannot be read`);
  }
  return prepare(config, {});
}

/** Throws AppError `usage` if using this configuration would run programs or read files of this machine. */
export function checkSelfContained(config: KubeConfig, text: string, whose: string): void {
  const { exec, authProvider, certFile, keyFile, token } = config.getCurrentUser() ?? { name: '' };
  // A token that is not in the text was read from a file.
  const foreignToken = token && !text.includes(token) ? 'file' : undefined;
  const reachesOut = [exec, authProvider, certFile, keyFile, config.getCurrentCluster()?.caFile, foreignToken].some(Boolean);
  if (!reachesOut) return;
  throw new AppError('usage', `the kubeconfig of ${whose} names programs or files of this machine`, {
    next: ['give one that contains its certificates and token itself'],
  });
}

/** Namespace of the chosen context, as kubectl sees it. */
export function contextNamespace(config: KubeConfig): string {
  return config.getContextObject(config.currentContext)?.namespace || 'default';
}

function configFiles(flags: ClusterFlags, environment: Environment): string[] {
  if (flags.kubeconfig) {
    if (!existsSync(flags.kubeconfig)) throw new AppError('usage', `kubeconfig ${flags.kubeconfig} does not exist`);
    return [flags.kubeconfig];
  }
  const listed = environment['KUBECONFIG']?.split(delimiter).filter((file) => file !== '') ?? [];
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const candidates = listed.length > 0 || home === undefined ? listed : [join(home, '.kube', 'config')];
  const existing = candidates.filter((file) => existsSync(file));
  if (listed.length > 0 && existing.length === 0) throw new AppError('usage', `KUBECONFIG names no file that exists: ${listed.join(', ')}`);
  return existing;
}

function loadFile(Class: KubeConfigClass, file: string): KubeConfig {
  const config = new Class();
  try {
    config.loadFromFile(file);
  } catch (cause) {
    throw new AppError('usage', `kubeconfig ${file} cannot be read: ${firstLine(cause)}`, { cause });
  }
  return config;
}

/** Adds what `more` has and `config` has not: the first file that names something wins, as in kubectl. */
function merge(config: KubeConfig, more: KubeConfig): void {
  const add = <T extends { name: string }>(to: readonly T[], from: readonly T[]) => [
    ...to,
    ...from.filter((entry) => !to.some(({ name }) => name === entry.name)),
  ];
  config.loadFromOptions({
    clusters: add(config.clusters, more.clusters),
    contexts: add(config.contexts, more.contexts),
    users: add(config.users, more.users),
    currentContext: config.currentContext || more.currentContext,
  });
}

/** Applies the flags and makes the result complete. */
function prepare(config: KubeConfig, flags: ClusterFlags): KubeConfig {
  const chosen = chooseContext(config, flags);
  const cluster = config.getCluster(chosen.cluster) ?? serverAlone(chosen.cluster, flags);
  if (cluster === undefined) throw unknown('cluster', chosen.cluster, config.clusters);
  if (flags.user && !config.getUser(chosen.user)) throw unknown('user', chosen.user, config.users);
  // Without a user, client-node forgets the cluster's certificate authority.
  const user = applyLoginFlags(config.getUser(chosen.user) ?? { name: chosen.user }, flags);
  config.loadFromOptions({
    clusters: [withPlainHttp(applyServerFlags(cluster, flags))],
    users: [withExecInfo(user)],
    contexts: [chosen],
    currentContext: chosen.name,
  });
  return config;
}

/** The cluster that `--server` names where the kubeconfig chooses none. */
function serverAlone(name: string, { cluster, server }: ClusterFlags): Cluster | undefined {
  return server === undefined || cluster !== undefined ? undefined : { name, server, skipTLSVerify: false };
}

/** client-node refuses plain http without it, where there is no TLS to verify. */
function withPlainHttp(cluster: Cluster): Cluster {
  return cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster;
}

/** Tells a credential plugin which API version it is asked for; client-node does not, and several plugins refuse to work then. */
function withExecInfo(user: User): User {
  const exec = user.exec as { apiVersion?: string; env?: { name: string; value: string }[] | null } | null | undefined;
  if (!exec) return user;
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  return { ...user, exec: { ...exec, env: [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] } };
}

function chooseContext(config: KubeConfig, flags: ClusterFlags): Context {
  const context = findContext(config, flags);
  if (context !== undefined) return { ...context, cluster: flags.cluster || context.cluster, user: flags.user || context.user || 'nobody' };
  const cluster = flags.cluster || (flags.server && 'given');
  if (!cluster) throw new AppError('usage', 'no context is chosen', { next: choices('--context', config.contexts) });
  return { cluster, user: flags.user || 'nobody', name: 'chosen' };
}

function findContext(config: KubeConfig, flags: ClusterFlags): Context | undefined {
  const name: string | undefined = flags.context || config.currentContext;
  if (!name) return undefined;
  const context = config.getContextObject(name);
  if (context === null) throw unknown('context', name, config.contexts);
  return context;
}

function unknown(what: string, name: string, known: readonly { name: string }[]): AppError {
  return new AppError('usage', `the kubeconfig has no ${what} ${JSON.stringify(name)}`, { next: choices(`--${what}`, known) });
}

function choices(flag: string, known: readonly { name: string }[]): string[] {
  return known.length === 0 ? ['the kubeconfig names none'] : [`${flag} with one of: ${known.map(({ name }) => name).join(', ')}`];
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
